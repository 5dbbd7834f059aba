// An EHR's authorization server on loopback, before a FHIR server that runs already: who has no token of it is not let through.
// Ours: a clinician who signs in and agrees at once, SMART's configuration and launch context, and the door before FHIR.
// Not ours: all of OAuth and OpenID Connect, which is oidc-provider (scripts/third_party_data.sh installs it).
// node serve.mjs --port P --fhir PORT_OF_FHIR --client ID --redirect URI --patient ID [--jwks-uri URL] [--seconds 600] [--modules DIR]
// --jwks-uri: the client signs (private_key_jwt) with a key of this set; without it, it is public.
import { createServer, request as ask } from 'node:http';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values: given } = parseArgs({
  options: {
    port: text, fhir: text, client: text, redirect: text, patient: text, 'jwks-uri': text,
    seconds: { ...text, default: '600' }, modules: { ...text, default: '.' },
  },
});
const require = createRequire(join(resolve(given.modules), 'package.json'));
const { default: Provider, errors } = await import(pathToFileURL(require.resolve('oidc-provider')).href);

const issuer = `http://127.0.0.1:${given.port}`, fhir = `${issuer}/fhir`, launches = new Set(['launch-1']);
const kinds = [
  'AllergyIntolerance', 'Condition', 'Encounter', 'Medication', 'MedicationAdministration', 'MedicationDispense', 'MedicationRequest',
  'MedicationStatement', 'Observation', 'Patient', 'Procedure', 'QuestionnaireResponse',
];
const told = []; // what the provider did and refused, in its own words
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

const provider = new Provider(issuer, {
  clients: [{
    client_id: given.client, redirect_uris: [given.redirect], response_types: ['code'], grant_types: ['authorization_code', 'refresh_token'],
    ...(given['jwks-uri']
      ? { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES384', jwks_uri: given['jwks-uri'] }
      : { token_endpoint_auth_method: 'none' }),
  }],
  jwks: { keys: [{ ...rsa, kid: 'of-the-ehr', use: 'sig', alg: 'RS256' }] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  pkce: { required: () => true },
  scopes: ['openid', 'fhirUser', 'online_access', 'launch', 'launch/patient', ...kinds.flatMap((kind) => [`patient/${kind}.r`, `patient/${kind}.rs`])],
  claims: { openid: ['sub'], fhirUser: ['fhirUser'] },
  conformIdTokenClaims: false, // what the scope stands for is in the id_token, as SMART wants it
  clientAuthMethods: ['none', 'private_key_jwt'],
  enabledJWA: { clientAuthSigningAlgValues: ['ES384', 'RS384'] },
  extraParams: {
    aud(ctx, value) {
      if (value !== fhir) throw new errors.InvalidRequest('aud is not this FHIR server');
    },
    launch(ctx, value) {
      const standalone = ctx.oidc.params.scope.split(' ').includes('launch/patient');
      if (standalone ? value !== undefined : !launches.has(value)) throw new errors.InvalidRequest('launch is not one of ours');
    },
  },
  features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, fhirUser: `${fhir}/Practitioner/7` }) }),
  issueRefreshToken: (ctx, client, code) => client.grantTypeAllowed('refresh_token') && code.scopes.has('online_access'),
  rotateRefreshToken: true,
  ttl: { AccessToken: Number(given.seconds), AuthorizationCode: 60, IdToken: 300, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 },
});
provider.use(async (ctx, next) => { // the launch context stands beside the token
  await next();
  if (ctx.oidc?.route === 'token' && ctx.body?.access_token) Object.assign(ctx.body, { patient: given.patient, need_patient_banner: true });
});
for (const name of ['grant.success', 'refresh_token.consumed', 'refresh_token.destroyed', 'access_token.destroyed', 'grant.revoked']) {
  provider.on(name, () => told.push(name));
}
for (const name of ['authorization.error', 'grant.error', 'revocation.error', 'server_error']) {
  provider.on(name, (ctx, error) => told.push(`${name}: ${error.error ?? error.message}: ${error.error_detail ?? error.error_description ?? ''}`));
}

async function agree(req, res) {
  const { params } = await provider.interactionDetails(req, res);
  const grant = new provider.Grant({ accountId: 'clinician-7', clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  await provider.interactionFinished(req, res, { login: { accountId: 'clinician-7' }, consent: { grantId: await grant.save() } });
}

async function configuration() {
  const own = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const capabilities = [
    'launch-ehr', 'launch-standalone', given['jwks-uri'] ? 'client-confidential-asymmetric' : 'client-public', 'sso-openid-connect',
    'context-ehr-patient', 'context-standalone-patient', 'permission-online', 'permission-patient', 'permission-v2',
  ];
  return { ...own, capabilities };
}

async function read(req, res, url) { // the FHIR server is told the address that was asked, so that its links lead here
  const [scheme, token] = (req.headers.authorization ?? '').split(' ');
  const found = scheme === 'Bearer' ? await provider.AccessToken.find(token) : undefined;
  if (!found) return answer(res, 401, { resourceType: 'OperationOutcome' });
  const kind = url.pathname.split('/')[2];
  if (!['r', 'rs'].some((right) => found.scopes.has(`patient/${kind}.${right}`))) return answer(res, 403, { resourceType: 'OperationOutcome' });
  const headers = { accept: req.headers.accept ?? '*/*', host: req.headers.host };
  ask({ host: '127.0.0.1', port: given.fhir, path: req.url, method: 'GET', headers }, (had) => {
    res.writeHead(had.statusCode, had.headers);
    had.pipe(res);
  }).on('error', () => answer(res, 502, { resourceType: 'OperationOutcome' })).end();
}

function answer(res, status, value) {
  res.writeHead(status, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(value));
}

const oauth = provider.callback();
createServer(async (req, res) => {
  try {
    const url = new URL(req.url, issuer);
    if (url.pathname === '/told') answer(res, 200, told);
    else if (url.pathname === '/fhir/.well-known/smart-configuration') answer(res, 200, await configuration());
    else if (url.pathname.startsWith('/fhir/')) await read(req, res, url);
    else if (url.pathname.startsWith('/interaction/')) await agree(req, res);
    else oauth(req, res);
  } catch (error) {
    told.push(`broken: ${error.message}`);
    answer(res, 500, { error: error.message });
  }
}).listen(Number(given.port), '127.0.0.1', () => console.log(fhir));
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => process.exit(0));

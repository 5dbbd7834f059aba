"""/sample-ehr: a screen that plays an EHR over the sample patients, in demo mode only."""

from fastapi import APIRouter, Request, Response

from app.clock import now, today
from app.demo import Sample, samples
from app.demo.formulary import other_drugs
from app.outcomes import operation_outcome
from app.pages.frame import page_answer
from app.routers.demo_fhir import NOT_THERE, base_of
from app.shell import shell_of

router = APIRouter(include_in_schema=False)


@router.api_route("/sample-ehr", methods=["GET", "HEAD"])
async def sample_ehr(request: Request) -> Response:
    """Chart, prescribe, sign: real calls of the services, every one to be looked at."""
    shell = shell_of(request)
    if not shell.demo:
        return operation_outcome(404, *NOT_THERE)
    return page_answer(
        request,
        "sample_ehr.html",
        today=today().isoformat(),
        now=now().isoformat(),
        fhir=base_of(request),
        samples=[{"name": sample.name, "tells": sample.tells, "who": _called(sample)} for sample in samples(today())],
        other_drugs=other_drugs(shell.knowledge),
    )


def _called(sample: Sample) -> str:
    """Given and family name."""
    patient = next(resource for resource in sample.resources if resource["resourceType"] == "Patient")
    name = patient["name"][0]
    return " ".join([*name["given"], name["family"]])

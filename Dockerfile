# The image: two stages, the same steps as a test runs in a clean virtual environment (tests/docker/test_install.py).
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
COPY . .
ENV PIP_NO_CACHE_DIR=1
RUN docker/install.sh /opt/trd-cds && mkdir -m 0700 /data

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="trd-cds" \
      org.opencontainers.image.description="CDS Hooks decision support for treatment-resistant depression" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0"
COPY --from=build /opt/trd-cds /opt/trd-cds
COPY --from=build --chown=65532:65532 /data /data
ENV PATH=/opt/trd-cds/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TRD_LOG_FORMAT=json \
    TRD_STATE_DIR=/data
# Numeric, so that an orchestrator can check that it is not root.
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["trd-cds", "health"]
ENTRYPOINT ["trd-cds"]
CMD ["serve", "--host", "0.0.0.0"]

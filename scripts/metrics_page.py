"""docs/metrics.md: every series of `/metrics`, as it is registered."""

from app.metrics.series import ALL, LABELS

HEAD = """# Metrics

Made from the code (`make fix`). `GET /metrics` tells them to Prometheus: with the operator's token
(`TRD_OPERATOR_TOKEN`, as Bearer or as the password of Basic), or without one from this machine itself, where no header
says that the request was forwarded. No label is ever an id, a name, an address or a text that came with a request.

```yaml
scrape_configs:
  - job_name: trd-cds
    authorization: {credentials_file: /run/secrets/trd_operator_token}
    static_configs: [{targets: ["cds.example.org:8000"]}]
```

`trd-cds serve --workers N` shows all workers in one scrape: their numbers lie in a folder for temporary files that goes
when the service ends (`PROMETHEUS_MULTIPROC_DIR` names another; it must be empty at the start and on a disk of this
machine). A worker that is replaced takes nothing along. Under another process manager each process tells its own
numbers unless that variable is set. `process_…` (memory, processor time, open files) is told with one worker only.

Counters start at zero with the service; `rate` and `increase` know that. [Alert rules](operators/alerts.yaml) and a
[Grafana dashboard](operators/dashboard.json) use the series below. Logs and traces:
[what is told of a call](operators/observability.md).
"""


def metrics_page() -> str:
    """The page: a table of the series, then what the values of their labels are."""
    lines = [HEAD, "| name | kind | labels | what it counts |", "| --- | --- | --- | --- |"]
    for metric in ALL:
        (family,) = metric.describe()
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = ", ".join(f"`{label}`" for label in metric._labelnames)
        lines.append(f"| `{name}` | {family.type} | {labels} | {family.documentation} |")
    lines += ["", "## Labels", "", "| label | values |", "| --- | --- |"]
    lines += [f"| `{label}` | {told} |" for label, told in LABELS.items()]
    return "\n".join(lines) + "\n"

"""The manifests that ship: no root, nothing writable, no password, settings that there are, and time to stop."""

from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from app.settings import SECRETS, Settings, read_settings, variable

ROOT = Path(__file__).parents[2]
MANIFESTS = {
    one["kind"]: one for one in yaml.safe_load_all((ROOT / "docs" / "operators" / "kubernetes.yaml").read_text())
}
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
POD = MANIFESTS["Deployment"]["spec"]["template"]["spec"]
(CONTAINER,) = POD["containers"]
KNOWN = {variable(name) for name in Settings.model_fields} | {f"TRD_{name}_FILE" for name in SECRETS}
LONGEST_STOP = 10 + 5 + 2
"""Seconds: calls in flight, records, what else closes (docs/operators/install.md)."""


def environment() -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in CONTAINER["env"]}


def test_every_part_that_operators_expect_is_there() -> None:
    assert set(MANIFESTS) == {"Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy"}
    assert MANIFESTS["Deployment"]["spec"]["replicas"] == 2


@pytest.mark.parametrize(
    "names", [environment(), COMPOSE["services"]["trd-cds"]["environment"]], ids=["kubernetes", "compose"]
)
def test_settings_are_those_that_there_are_and_secrets_come_as_files(names: dict[str, str]) -> None:
    ours = {name for name in names if name.startswith("TRD_")}
    assert ours <= KNOWN
    assert {f"TRD_{name}_FILE" for name in SECRETS} <= ours
    assert not {f"TRD_{name}" for name in SECRETS} & ours


def test_the_settings_would_be_taken(tmp_path: Path) -> None:
    kept = {name: value for name, value in environment().items() if name not in ("TRD_CLIENTS",)}
    for name in SECRETS:
        file = tmp_path / name
        file.write_text("postgresql://u@h/d" if name == "DATABASE_URL" else "x" * 32)
        kept[f"TRD_{name}_FILE"] = str(file)
    assert read_settings(kept).drain_seconds == 10


def test_nobody_is_root_and_nothing_but_memory_is_writable() -> None:
    held, own = POD["securityContext"], CONTAINER["securityContext"]
    assert held["runAsNonRoot"] is True
    assert isinstance(held["runAsUser"], int)
    assert held["runAsUser"] > 0
    assert own["readOnlyRootFilesystem"] is True
    assert own["allowPrivilegeEscalation"] is False
    assert own["capabilities"]["drop"] == ["ALL"]
    assert POD["automountServiceAccountToken"] is False
    writable = [mount["name"] for mount in CONTAINER["volumeMounts"] if not mount.get("readOnly")]
    assert writable == ["temporary"]


def test_every_volume_is_mounted_and_every_mount_has_its_volume() -> None:
    assert {volume["name"] for volume in POD["volumes"]} == {mount["name"] for mount in CONTAINER["volumeMounts"]}
    mounted = tuple(mount["mountPath"] for mount in CONTAINER["volumeMounts"])
    for name, value in environment().items():
        assert not value.startswith("/") or value.startswith(mounted), name


def test_probes_ask_addresses_that_need_no_token_and_liveness_never_asks_the_store() -> None:
    paths = {kind: CONTAINER[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness", "readiness")}
    assert paths == {"startup": "/health/live", "liveness": "/health/live", "readiness": "/health/ready"}


def test_there_are_limits() -> None:
    assert CONTAINER["resources"]["limits"].keys() == {"cpu", "memory"}


def test_it_is_given_the_time_that_a_stop_takes() -> None:
    drain = float(environment()["TRD_DRAIN_SECONDS"])
    assert POD["terminationGracePeriodSeconds"] > drain + LONGEST_STOP
    grace = float(COMPOSE["services"]["trd-cds"]["stop_grace_period"].removesuffix("s"))
    assert grace > Settings.model_fields["drain_seconds"].default + LONGEST_STOP
    readiness = CONTAINER["readinessProbe"]
    assert readiness["periodSeconds"] * readiness["failureThreshold"] < drain


def test_selectors_find_the_pods() -> None:
    labels = MANIFESTS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    for kind, where in (
        ("Deployment", "selector"),
        ("PodDisruptionBudget", "selector"),
        ("NetworkPolicy", "podSelector"),
    ):
        assert MANIFESTS[kind]["spec"][where]["matchLabels"] == labels, kind
    assert MANIFESTS["Service"]["spec"]["selector"] == labels
    ports = {port["name"] for port in CONTAINER["ports"]}
    assert {port["targetPort"] for port in MANIFESTS["Service"]["spec"]["ports"]} <= ports


def test_the_names_that_kubernetes_gives_its_services_stop_no_start() -> None:
    told = {"TRD_CDS_SERVICE_HOST": "10.0.0.1", "TRD_CDS_PORT_80_TCP": "tcp://10.0.0.1:80"}
    assert read_settings(told) == read_settings({})


@pytest.mark.parametrize("name", ["trd-cds", "postgres"])
def test_compose_runs_nobody_as_root_and_holds_no_password(name: str) -> None:
    service: dict[str, Any] = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert int(service["user"].partition(":")[0]) > 0
    assert service["cap_drop"] == ["ALL"]
    assert not [key for key in service["environment"] if key.endswith("PASSWORD")]
    assert all(not port.partition(":")[0].isdigit() for port in service.get("ports", ())), "on loopback alone"


def test_the_store_is_reached_by_the_service_alone() -> None:
    assert COMPOSE["networks"]["store"]["internal"] is True
    assert COMPOSE["services"]["postgres"]["networks"] == ["store"]
    assert "ports" not in COMPOSE["services"]["postgres"]

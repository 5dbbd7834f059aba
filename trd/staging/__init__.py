"""How far the resistance goes, by the field's staging schemes, each with its working (§6.4 … §6.6)."""

from trd.staging.result import AthfSummary, DmTrd, Domains, Item, Maudsley, Staging
from trd.staging.staging import stage

__all__ = ["AthfSummary", "DmTrd", "Domains", "Item", "Maudsley", "Staging", "stage"]

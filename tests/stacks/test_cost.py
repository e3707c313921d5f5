"""What the zone's own stacks are made of is in the price list: no part of the zone is left out of its cost."""

from __future__ import annotations

from landing_zone.cost.price_list import price_list
from tests.stacks.bootstrap_templates import bootstrap_templates
from tests.stacks.synthesized import Synthesized


def test_the_price_list_knows_every_type(assembly: Synthesized) -> None:
    """Of the stacks and of the bootstrap: else `lz cost` would say that a part of the zone is not counted."""
    prices = price_list()
    bootstraps = [one.body for one in bootstrap_templates(assembly.folder).values()]
    bodies = [*assembly.of_the_platform.values(), *bootstraps]
    types = {resource["Type"] for body in bodies for resource in body["Resources"].values()}
    assert len(types) > 50
    assert "AWS::ECR::Repository" in types
    assert not {one for one in types if not (prices.charges(one) or prices.usage(one) or prices.is_free(one))}

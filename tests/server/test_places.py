"""Places: as many at once as processors, more for who has waited, and none is lost."""

import asyncio

import pytest

from server.engine.places import PATIENCE, Places
from server.problems import Busy


def test_places_beyond_the_first_are_for_who_has_waited() -> None:
    async def ask() -> None:
        places = Places(3, eager=1)
        assert places.take_free()
        assert not places.take_free()
        began = asyncio.get_running_loop().time()
        await asyncio.gather(places.take(1), places.take(1))
        assert asyncio.get_running_loop().time() - began > PATIENCE / 2
        with pytest.raises(Busy):
            await places.take(PATIENCE * 2)
        for _ in range(3):
            places.give()
        assert places.take_free()

    asyncio.run(ask())


def test_a_place_given_back_goes_to_who_waits_longest() -> None:
    async def ask() -> None:
        places, order = Places(1), []
        assert places.take_free()

        async def wait(name: str) -> None:
            await places.take(1)
            order.append(name)

        waiting = [asyncio.create_task(wait(name)) for name in "abc"]
        await asyncio.sleep(0)
        waiting[1].cancel()
        places.give()
        await waiting[0]
        places.give()
        await waiting[2]
        places.give()
        assert order == ["a", "c"]
        assert places.take_free()

    asyncio.run(ask())

"""How long pages take: Pulse, Explorer and an agent's page, cold and warm, beside the bare questions and an empty page.

    python -m benchmarks.pages [--interactions 1000000] [--readers 50]

Cold is a warm process that keeps no answers and no rows; bare is the time that DuckDB spent on the page's own
statements; the empty page is one of ours that asks the log nothing. Readers read while events are appended
and published beside them, in another process.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.logs import folder, log_of
from benchmarks.measuring import Verdict, print_verdicts

EVENTS_EACH = 13.7
SPANS = ("last-week", "this-week", "28d", "13w", "last-month", "this-month", "12d", "9w")
#: p95 in milliseconds, by interactions: cold and warm
BARS = {1_000_000: (250.0, 60.0), 10_000_000: (1_000.0, 250.0)}


@dataclass
class Times:
    """Milliseconds of each request of one page."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def data_of(interactions: int) -> Path:
    """Return a data folder of pages: the log of a benchmark with facts, reference data and a database of its own."""
    log = log_of(round(interactions * EVENTS_EACH))
    data = folder() / f"pages-{interactions}"
    data.mkdir(exist_ok=True)
    if not (data / "log").exists():
        shutil.copytree(log / "log", data / "log", copy_function=os.link)  # files that nobody changes
        shutil.copy(log / "runs.sqlite", data)
    return data


def prepare(data: Path) -> tuple[Any, dict[str, list[str]]]:
    """Start Django on the folder, publish facts and reference data; return a signed-in client and the pages."""
    os.environ |= {"HELMLINE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "helmline_web.project.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    from helmline import synthetic
    from helmline.eventlog.facts import Facts
    from helmline.metrics.snapshot import open_cursor
    from helmline.reference.store import current_version, load, publish

    call_command("migrate", verbosity=0)
    company = synthetic.Company(events=2_000_000)
    written = data / "reference.toml"
    written.write_text(synthetic.reference_toml(company), encoding="utf-8")
    facts = Facts(data).current()
    busiest = open_cursor(facts).sql(
        "SELECT agent FROM interactions WHERE agent IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 4"
    )
    found = _cast([int(row[0]) for row in busiest.fetchall()])
    publish(written, data)  # last: founding an organisation publishes an empty version of its own
    if not load(data, current_version(data)).targets:
        raise SystemExit("the pages would be measured without promises: the reference data name no target")
    return found


def _cast(subjects: list[int]) -> tuple[Any, dict[str, list[str]]]:
    from django.test import Client

    from helmline import synthetic
    from helmline_web.people import actions
    from helmline_web.people.models import Identity, Organisation, User
    from helmline_web.people.roles import Role

    if not Organisation.objects.exists():
        actions.found_organisation(by=None, name="Bench", zone="Europe/Rome")
        mona = actions.add_person("Mona", by=None, mail="mona@bench.example")
        actions.give_sign_in(mona, "mona@bench.example", "a calm sea under the helm", by=None)
        actions.grant_role(mona, Role.MANAGER, by=None)
        for number, subject in enumerate(subjects):
            person = actions.add_person(f"Agent {number}", by=None)
            actions.add_identity(synthetic.SOURCE, f"bench-{number}", subject, by=None, person=person)
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get())
    agents = Identity.objects.filter(subject__in=subjects).values_list("person_id", flat=True)
    return client, {
        "Pulse": [f"/?period={span}" for span in SPANS],
        "Explorer": [f"/explorer?metric=first_reply_time&by=team&period={span}" for span in SPANS],
        "Agent": [f"/agents/{person}?period={span}" for person in agents for span in SPANS[:4]],
    }


@contextmanager
def bare() -> Iterator[list[float]]:
    """Collect the seconds that compiled statements took while a page was made."""
    from helmline.metrics.context import Context

    spent: list[float] = []
    rows = Context.rows

    def timed(self: Context, *arguments: Any, **named: Any) -> Any:
        begin = time.perf_counter()
        try:
            return rows(self, *arguments, **named)
        finally:
            spent.append(time.perf_counter() - begin)

    Context.rows = timed  # type: ignore[method-assign]
    try:
        yield spent
    finally:
        Context.rows = rows  # type: ignore[method-assign]


def _seconds(work: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    answer = work()
    took = time.perf_counter() - begin
    if answer.status_code != 200:
        raise SystemExit(f"{answer.request['PATH_INFO']} answered {answer.status_code}")
    return took


def measure(client: Any, addresses: list[str]) -> Times:
    """Return the times of some addresses, each asked cold and then warm."""
    from helmline.metrics import kept
    from helmline_web.analytics import cache

    client.get(addresses[0])  # statements are compiled, templates loaded
    times = Times()
    for address in addresses:
        cache.results.clear()
        kept.stocks.clear()
        with bare() as spent:
            times.cold.append(1000 * _seconds(lambda address=address: client.get(address)))
        times.bare.append(1000 * sum(spent))
        times.warm.append(1000 * _seconds(lambda address=address: client.get(address)))
    return times


def p95(values: list[float]) -> float:
    """Return the 95th percentile, of few values the largest."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def readers(
    client: Any, addresses: list[str], count: int, seconds: float, data: Path
) -> tuple[list[float], int]:
    """Return the milliseconds of requests by so many readers at once, while data flow in; and how many failed."""
    from waitress.server import create_server

    from helmline_web.project.wsgi import application

    server = create_server(application, listen="127.0.0.1:0", threads=8)
    port = server.effective_port
    threading.Thread(target=server.run, daemon=True).start()
    flow = subprocess.Popen([sys.executable, "-m", "benchmarks.pages", "--flow", str(data), str(seconds)])
    cookie = "; ".join(f"{name}={value.value}" for name, value in client.cookies.items())
    took: list[float] = []
    failed: list[str] = []
    until = time.perf_counter() + seconds

    def read(number: int) -> None:
        while time.perf_counter() < until:
            begin = time.perf_counter()
            asked = urllib.request.Request(
                f"http://localhost:{port}{addresses[number % len(addresses)]}", headers={"Cookie": cookie}
            )
            try:
                with urllib.request.urlopen(asked, timeout=120) as answer:
                    answer.read()
            except OSError as error:
                failed.append(str(error))
            took.append(1000 * (time.perf_counter() - begin))

    people = [threading.Thread(target=read, args=(number,)) for number in range(count)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    flow.wait()
    server.close()
    for why in sorted(set(failed)):
        print(f"failed: {why}", file=sys.stderr)
    return took, len(failed)


def flow(data: Path, seconds: float) -> None:
    """Publish the facts again and again, as the worker does when events arrive."""
    from helmline import synthetic
    from helmline.eventlog.facts import Facts
    from helmline.eventlog.store import Store

    until, seed = time.perf_counter() + seconds, 100
    while time.perf_counter() < until:
        seed += 1
        company = synthetic.Company(events=5_000, days=28, agents=30, seed=seed)
        with Store(data, "benchmark", wait_s=60) as store:
            store.append(synthetic.generate(company), source=f"flow-{seed}")
        Facts(data).current()
        time.sleep(2)


def run(interactions: int, count: int) -> list[Verdict]:
    """Return the promises of pages at a size."""
    data = data_of(interactions)
    client, pages = prepare(data)
    empty = [1000 * _seconds(lambda: client.get("/api/v1/docs")) for _ in range(12)][2:]
    cold_bar, warm_bar = BARS.get(interactions, BARS[10_000_000])
    verdicts = []
    print(
        f"\n{'':10}{'cold p95':>10}{'warm p95':>10}{'bare':>8}{'x bare':>8}{'x empty':>9}   (ms, {interactions:,})"
    )
    for name, addresses in pages.items():
        times = measure(client, addresses)
        of_bare = median(c / max(b, 0.01) for c, b in zip(times.cold, times.bare, strict=True))
        cold, warm = p95(times.cold), p95(times.warm)
        print(
            f"{name:10}{cold:10,.0f}{warm:10,.0f}{median(times.bare):8,.0f}{of_bare:8.1f}{cold / median(empty):9.1f}"
        )
        verdicts.append(
            Verdict(f"{name} cold, p95, {interactions:,} interactions", cold, cold_bar, False, "ms")
        )
        verdicts.append(
            Verdict(f"{name} warm, p95, {interactions:,} interactions", warm, warm_bar, False, "ms")
        )
    print(f"{'empty':10}{p95(empty):10,.0f}")
    if count:
        took, failed = readers(client, pages["Pulse"], count, 30.0, data)
        print(
            f"{count} readers while data flow in: {len(took)} pages, p95 {p95(took):,.0f} ms, {failed} failed"
        )
        verdicts.append(Verdict(f"{count} readers while data flow in, failed requests", failed, 0, False, ""))
    return verdicts


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__.splitlines()[0])
    parser.add_argument("--interactions", type=int, default=1_000_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--flow", nargs=2, metavar=("DATA", "SECONDS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.flow:
        flow(Path(options.flow[0]), float(options.flow[1]))
        return 0
    return print_verdicts(run(options.interactions, options.readers))


if __name__ == "__main__":
    sys.exit(main())

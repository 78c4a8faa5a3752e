"""Interaction facts straight from the log's files: Helmline against pandas and PostgreSQL, same columns.

    python -m benchmarks.facts [--events 10000000]

Each contender has a process of its own and makes one row an interaction with the columns of COLUMNS, of
which any engine can make every one with minima, maxima and counts; the best of three rounds counts, and
every row of every contender is compared with ours. pandas and Helmline read the same Parquet files;
PostgreSQL has its table loaded, analysed and warm before the clock starts, and two workers beside its leader.
The full fold, with all columns of the product, and the other fact tables are timed beside.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from benchmarks.logs import folder, log_of
from benchmarks.measuring import Verdict, alone, best_of, peak_mb, print_verdicts, tell

from helmline.engines import duck
from helmline.eventlog.facts import build, contacts, handovers, interactions, merges
from helmline.eventlog.facts.conditions import CUSTOMER_MESSAGE, HUMAN_REPLY, STATE, of_kind
from helmline.eventlog.log import Log
from helmline.eventlog.schema import Flag, Kind, Role, Status

ROUNDS = 3
#: What the columns below need of a row of the log.
READ = ("interaction", "kind", "occurred_at_us", "role", "status", "flags")
_SOLVED, _CLOSED = f"status = {Status.SOLVED:d}", f"status = {Status.CLOSED:d}"
#: name -> (what is folded, of which rows); of two states in one microsecond the later category is the last
COLUMNS = {
    "created_us": ("min(t)", of_kind(Kind.CREATED)),
    "first_message_us": ("min(t)", "{asks}"),
    "first_event_us": ("min(t)", "true"),
    "last_event_us": ("max(t)", "true"),
    "events": ("count(*)", "true"),
    "first_reply_us": ("min(t)", "{replies}"),
    "first_assigned_us": ("min(t)", of_kind(Kind.ASSIGNED)),
    "first_solved_us": ("min(t)", f"{{states}} AND {_SOLVED}"),
    "last_solved_us": ("max(t)", f"{{states}} AND {_SOLVED}"),
    "closed_us": ("max(t)", f"{{states}} AND {_CLOSED}"),
    "last_status": ("max(t * 8 + status)", "{states}"),
    "public_replies": ("count(*)", "{replies}"),
    "customer_messages": ("count(*)", "{asks}"),
}
_QUIET = f"(coalesce(flags, 0) & {Flag.AUTO | Flag.COURTESY:d}) <> 0"
_AUTO = f"(coalesce(flags, 0) & {Flag.AUTO:d}) <> 0"
#: The conditions written out for an engine that has the log's own columns only.
WRITTEN_OUT = {
    "asks": f"kind = {Kind.MESSAGE_PUBLIC:d} AND role = {Role.CUSTOMER:d} AND NOT ({_QUIET})",
    "replies": f"kind = {Kind.MESSAGE_PUBLIC:d} AND role = {Role.AGENT:d} AND NOT ({_AUTO})",
    "states": f"kind = {Kind.STATUS_CHANGED:d} AND status IS NOT NULL "
    f"AND NOT (status < {Status.SOLVED:d} AND {_QUIET})",
}
#: The product's own names for them.
NAMED = {"asks": CUSTOMER_MESSAGE, "replies": HUMAN_REPLY, "states": STATE}


def fold_sql(events: str, conditions: dict[str, str]) -> str:
    """Return the fold in SQL that DuckDB and PostgreSQL both take."""
    columns = ", ".join(
        f"{what} FILTER (WHERE {rows.format_map(conditions)}) AS {name}"
        if rows != "true"
        else f"{what} AS {name}"
        for name, (what, rows) in COLUMNS.items()
    )
    return f"SELECT interaction, {columns} FROM {events} GROUP BY interaction"


def of_helmline(data: Path, answer: Path) -> None:
    """Time our fold of the common columns."""
    events = interactions.events_sql(Log(data).view().events_sql(build.LOG_COLUMNS), moved=False)
    cursor = duck.cursor()
    sql = f"CREATE OR REPLACE TEMP TABLE folded AS {fold_sql(f'({events})', NAMED)}"
    seconds = best_of(ROUNDS, lambda: cursor.execute(sql))
    peak = peak_mb()
    cursor.execute(f"COPY folded TO {duck.quote(str(answer))} (FORMAT parquet)")
    tell(seconds=seconds, peak=peak)


def of_the_whole_fold(data: Path, _: Path) -> None:
    """Time our fold of every column the product has, ties between simultaneous events settled by content."""
    view = Log(data).view()
    cursor = duck.cursor()
    events = interactions.events_sql(view.events_sql(build.LOG_COLUMNS), moved=False)
    sql = f"CREATE OR REPLACE TEMP TABLE core AS {interactions.core_sql(f'({events})')}"
    tell(seconds=best_of(ROUNDS, lambda: cursor.execute(sql)), peak=peak_mb())


def of_pandas(data: Path, answer: Path) -> None:
    """Time pandas: the same files, only the columns needed, a filtered group-by each."""
    import pandas as pd

    files = [file.path for file in Log(data).view().files]
    folded = pd.DataFrame()

    def work() -> None:
        nonlocal folded
        # without the rows of no interaction the column stays an integer: 63 bits do not fit a float
        known = [("interaction", ">=", 0)]
        parts = [pd.read_parquet(file, columns=list(READ), filters=known) for file in files]
        folded = _fold_in_pandas(pd.concat(parts))

    seconds = best_of(ROUNDS, work)
    peak = peak_mb()
    folded.reset_index().to_parquet(answer)
    tell(seconds=seconds, peak=peak)


def _fold_in_pandas(log):  # type: ignore[no-untyped-def]
    """Fold with pandas: the interaction is factorised once, each condition picks its rows, then groups."""
    import pandas as pd

    group, names = pd.factorize(log["interaction"])
    t, kind, role, status = log["occurred_at_us"], log["kind"], log["role"], log["status"]
    flags = log["flags"].fillna(0).astype("int32")
    public, quiet = kind == Kind.MESSAGE_PUBLIC, flags & int(Flag.AUTO | Flag.COURTESY)
    state = (kind == Kind.STATUS_CHANGED) & status.notna() & ~((status < Status.SOLVED) & (quiet != 0))
    masks = {
        "created": kind == Kind.CREATED,
        "message": public & (role == Role.CUSTOMER) & (quiet == 0),
        "reply": public & (role == Role.AGENT) & ((flags & int(Flag.AUTO)) == 0),
        "assigned": kind == Kind.ASSIGNED,
        "solved": state & (status == Status.SOLVED),
        "closed": state & (status == Status.CLOSED),
    }
    some = {
        name: t[mask.to_numpy()].groupby(group[mask.to_numpy()], sort=False) for name, mask in masks.items()
    }
    every = t.groupby(group, sort=False)
    chosen = state.to_numpy()
    packed = t[chosen] * 8 + status[chosen].astype("int64")
    series = {
        "created_us": some["created"].min(),
        "first_message_us": some["message"].min(),
        "first_event_us": every.min(),
        "last_event_us": every.max(),
        "events": every.size(),
        "first_reply_us": some["reply"].min(),
        "first_assigned_us": some["assigned"].min(),
        "first_solved_us": some["solved"].min(),
        "last_solved_us": some["solved"].max(),
        "closed_us": some["closed"].max(),
        "last_status": packed.groupby(group[chosen], sort=False).max()
        % 8,  # a null makes floats, too small for all
        "public_replies": some["reply"].size(),
        "customer_messages": some["message"].size(),
    }
    folded = pd.DataFrame(series, index=range(len(names))).set_index(pd.Index(names, name="interaction"))
    counts = [name for name, (what, _) in COLUMNS.items() if what == "count(*)"]
    return folded.fillna(dict.fromkeys(counts, 0))


def of_postgres(data: Path, answer: Path) -> None:
    """Time PostgreSQL: a throw-away cluster, its table loaded beforehand."""
    from benchmarks.postgres import cluster, fill

    with cluster() as connection:
        rows = Log(data).view().events_sql(", ".join(READ), "interaction IS NOT NULL")
        types = "interaction bigint, kind smallint, t bigint, role smallint, status smallint, flags integer"
        fill(connection, "events", types, rows)

        def work() -> None:
            connection.execute("DROP TABLE IF EXISTS folded")
            connection.execute(f"CREATE UNLOGGED TABLE folded AS {fold_sql('events', WRITTEN_OUT)}")

        seconds = best_of(ROUNDS, work)
        with (
            answer.open("wb") as file,
            connection.cursor().copy("COPY folded TO STDOUT (FORMAT csv, HEADER)") as copy,
        ):
            for block in copy:
                file.write(block)
    tell(seconds=seconds)


def of_the_tables(data: Path, answer: Path) -> None:
    """Time each step of a build in one piece: the events, the raw tables, and each fact table with its file."""
    view, cursor, seconds = Log(data).view(), duck.cursor(), {}
    merges.collect(cursor, view)
    moved = build.prepare(cursor, view, build.capabilities_of(cursor, view))
    tables = answer.parent / "tables"
    build.write_agent_states(cursor, view, tables, "base")
    handovers.make_offline(cursor, f"SELECT * FROM {build.states_of(tables)}")
    handovers.make_bulk(cursor, view)
    events = interactions.events_sql(view.events_sql(build.LOG_COLUMNS), moved)
    for name, sql in {"e": events, **{name: sql() for name, sql in build.RAW.items()}}.items():
        seconds[name] = best_of(1, partial(cursor.execute, f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}"))
    seconds["contacts"] = best_of(1, partial(contacts.make, cursor))
    for name in build.TABLES:
        path = tables / name / "base-000.parquet"
        seconds[name] = best_of(1, partial(build.write_table, cursor, name, path))
    tell(seconds=seconds, peak=peak_mb())


PARTS = {
    "helmline": of_helmline, "fold": of_the_whole_fold, "pandas": of_pandas, "postgres": of_postgres,
    "tables": of_the_tables,
}  # fmt: skip


def agreement(answers: Path, other: str) -> str:
    """Compare every row and column of another contender with ours."""
    names = ", ".join(f"{name}::BIGINT AS {name}" for name in ("interaction", *COLUMNS))
    names = names.replace("last_status::BIGINT", "last_status::BIGINT % 8")
    suffix = "csv" if other == "postgres" else "parquet"
    read = {"csv": "read_csv", "parquet": "read_parquet"}[suffix]
    left = f"SELECT {names} FROM read_parquet({duck.quote(str(answers / 'helmline.parquet'))})"
    right = f"SELECT {names} FROM {read}({duck.quote(str(answers / f'{other}.{suffix}'))})"
    with duck.cursor() as cursor:
        rows, wrong, missing = (
            cursor.execute(f"SELECT count(*) FROM ({sql})").fetchall()[0][0]
            for sql in (right, f"({left}) EXCEPT ({right})", f"({right}) EXCEPT ({left})")
        )
    return f"all {rows:,} rows equal" if not wrong + missing else f"{wrong + missing:,} ROWS DIFFER"


def run(events: int) -> list[Verdict]:
    """Run every contender and return the promises with what was measured."""
    from benchmarks.postgres import absent

    data = log_of(events)
    answers = folder() / "answers"
    answers.mkdir(exist_ok=True)
    view = Log(data).view()
    print(f"\nInteraction facts of {view.rows:,} events, {len(COLUMNS)} columns, best of {ROUNDS}")
    wanted = [name for name in PARTS if name != "postgres" or not absent()]
    told = {}
    for name in wanted:
        answer = answers / f"{name}.{'csv' if name == 'postgres' else 'parquet'}"
        told[name] = alone("benchmarks.facts", "--part", name, "--data", data, "--answer", answer)
    ours = told["helmline"]
    for name in ("helmline", "pandas", "postgres", "fold"):
        if name in told:
            said = agreement(answers, name) if name in ("pandas", "postgres") else ""
            ratio, peak = told[name]["seconds"] / ours["seconds"], told[name].get("peak")
            memory = f"{peak:8,.0f} MiB" if peak else " " * 12
            print(f"{name:12}{told[name]['seconds']:9.2f} s{ratio:8.2f} x {memory}  {said}")
            if "DIFFER" in said:
                raise SystemExit(f"{name} and Helmline do not agree, so their times cannot be compared")
    print(
        "each step of a build: "
        + ", ".join(f"{name} {s:.2f} s" for name, s in told["tables"]["seconds"].items())
    )
    verdicts = [
        Verdict("facts against pandas, time", told["pandas"]["seconds"] / ours["seconds"], 3),
        Verdict("facts against pandas, memory of pandas over ours", told["pandas"]["peak"] / ours["peak"], 1),
    ]
    if "postgres" in told:
        verdicts.append(
            Verdict("facts against PostgreSQL, time", told["postgres"]["seconds"] / ours["seconds"], 5)
        )
    else:
        print(f"PostgreSQL was not run: {absent()}")
    return verdicts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--answer", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        PARTS[asked.part](asked.data, asked.answer)
        return 0
    return print_verdicts(run(asked.events))


if __name__ == "__main__":
    sys.exit(main())

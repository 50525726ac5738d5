"""The `luuri` command. JSON goes to stdout, one object a line; logs go to stderr."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot.logs import start_logging
from bot.settings import Settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
bench = typer.Typer(no_args_is_help=True, help="Measure, beside stock pipecat in the same run.")
dialogue = typer.Typer(
    no_args_is_help=True, help="What Luuri says and understands: review it, change it safely."
)
voices = typer.Typer(no_args_is_help=True, help="The voices that Luuri can speak with.")
scenarios = typer.Typer(no_args_is_help=True, help="Conversations written down, and what must come of them.")
cli.add_typer(bench, name="bench")
cli.add_typer(dialogue, name="dialogue")
cli.add_typer(scenarios, name="scenarios")
cli.add_typer(voices, name="voices")
console = typer.Typer(no_args_is_help=True, help="The console where staff work.")
cli.add_typer(console, name="console")
feedback = typer.Typer(no_args_is_help=True, help="What callers thought of their calls.")
cli.add_typer(feedback, name="feedback")
calls = typer.Typer(no_args_is_help=True, help="Calls that are recorded.")
cli.add_typer(calls, name="calls")
directory = typer.Typer(no_args_is_help=True, help="The service directory.")
cli.add_typer(directory, name="directory")
notices = typer.Typer(no_args_is_help=True, help="What callers are told of just now (ajankohtaiset).")
cli.add_typer(notices, name="notices")

Draft = Annotated[str | None, typer.Argument(help="A draft's name; the working tree when left out.")]
Actor = Annotated[str | None, typer.Option(help="Who does it; the user of this machine when left out.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]


def settings() -> Settings:
    """The settings, or one line that names the bad one and an exit status of 2."""
    try:
        found = Settings()
        found.secret  # noqa: B018  the data folder must be writable before anything starts
    except ValidationError as error:
        for problem in error.errors():
            name = ".".join(str(part) for part in problem["loc"])
            where = name if name.isupper() else f"LUURI_{name.upper()}" if name else "settings"
            print(f"luuri: {where}: {problem['msg'].removeprefix('Value error, ')}", file=sys.stderr)
        raise typer.Exit(2) from None
    except OSError as error:
        print(f"luuri: LUURI_DATA: {error.strerror}: {error.filename}", file=sys.stderr)
        raise typer.Exit(2) from None
    return found


@cli.callback()
def _start(verbose: Annotated[bool, typer.Option("--verbose", help="More news on stderr.")] = False) -> None:
    start_logging(verbose)


@cli.command()
def setup() -> None:
    """Make what the service needs: speech model, trained dialogue, database, prompts."""
    from bot.commands.setup import set_up

    raise typer.Exit(set_up(settings()))


@cli.command()
def serve() -> None:
    """Run the whole service until Ctrl-C."""
    from bot.commands.serve import serve_until_stopped

    raise typer.Exit(serve_until_stopped(settings()))


@cli.command()
def call(
    say: Annotated[list[str] | None, typer.Option(help="What the caller says, a turn each.")] = None,
    wav: Annotated[list[Path] | None, typer.Option(help="What the caller sounds like, a turn each.")] = None,
    resident: Annotated[Path | None, typer.Option(help="YAML: opening, answers by topic, fallback.")] = None,
    from_: Annotated[
        str, typer.Option("--from", help="Caller's number, E.164; empty is withheld.")
    ] = "+358401234567",
    at: Annotated[str | None, typer.Option(help="ISO time on this call's clock.")] = None,
    staff: Annotated[
        str, typer.Option(help="What a transfer meets: answer, busy, no_answer or page.")
    ] = "answer",
    voice: Annotated[str | None, typer.Option(help="The caller's voice.")] = None,
    noise: Annotated[
        float | None, typer.Option(help="Noise under the caller's voice: its ratio in dB.")
    ] = None,
    json: Json = False,
) -> None:
    """Ring the service as a resident would, in real time, and report the call."""
    from bot.commands.call import CallPlan, ring

    plan = CallPlan(tuple(say or ()), tuple(wav or ()), resident, from_ or None, at, staff, voice, noise)
    raise typer.Exit(ring(settings(), plan, as_json=json))


@cli.command()
def demo() -> None:
    """Two residents' calls with real sound: a fever, and an anxiety that ends at Ensilinja."""
    from bot.commands.demo import show

    raise typer.Exit(show(settings()))


@cli.command("demo-data")
def demo_data(
    remove: Annotated[bool, typer.Option("--remove", help="Take every simulated call away instead.")] = False,
) -> None:
    """Sample calls for the console, through the real service and marked simulated."""
    from bot.commands import demo_data as samples

    raise typer.Exit(samples.remove(settings()) if remove else samples.add(settings()))


@cli.command()
def understand(
    text: Annotated[list[str] | None, typer.Argument()] = None,
    topic: Annotated[
        str | None,
        typer.Option(
            help="Read answers to a question: number, personal_id, age, since, time, yes_no, choice, municipality, "
            "for_whom, birth_date or severity."
        ),
    ] = None,
    now: Annotated[str | None, typer.Option(help="With --topic: the ISO time at which it is said.")] = None,
    json: Json = False,
) -> None:
    """What Luuri understands of each text (or of each line on stdin): need and red flags, or one answer.

    A line on stdin may be what `luuri hear --json` prints: all of its readings are then weighed, as on a call.
    """
    texts = text or [line for line in sys.stdin.read().splitlines() if line.strip()]
    if topic is not None:
        from bot.commands.understand_answers import understand_answers

        raise typer.Exit(understand_answers(topic, now, texts, json))
    from bot.commands.understand import understand_texts

    raise typer.Exit(understand_texts(settings(), texts, json))


@cli.command()
def hear(files: list[Path], json: Json = False) -> None:
    """What Luuri's ears hear in sound files, as they would on a call."""
    from bot.commands.hear import hear_files

    raise typer.Exit(hear_files(settings(), files, json))


@cli.command()
def harden(
    json: Json = False,
    letters: Annotated[bool, typer.Option(help="Train the reading of letters anew: an hour.")] = False,
) -> None:
    """Speak the language data over a telephone line and keep what is heard, for training; only what is new."""
    from bot.commands.harden import harden_data, harden_letters

    raise typer.Exit(harden_letters(settings()) if letters else harden_data(settings(), json))


@cli.command()
def callbacks(
    json: Json = False,
    simulated: Annotated[bool, typer.Option(help="Those of simulated calls too.")] = False,
) -> None:
    """Open callback requests, the nearest deadline first."""
    from bot.commands.callbacks import list_callbacks

    raise typer.Exit(list_callbacks(settings(), json, simulated))


@scenarios.command("run")
def scenarios_run(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[FILE...]")] = None,
    conversations: Annotated[bool, typer.Option("--conversations", help="Show each as it went.")] = False,
    json: Json = False,
) -> None:
    """Hold scenarios in text, with everything real but sound and line; those of the tests where none is named."""
    from bot.commands.scenarios import run
    from bot.settings import ROOT

    raise typer.Exit(run(settings(), paths or [ROOT / "tests" / "scenarios"], json, conversations))


@bench.command()
def latency(
    turns: Annotated[int, typer.Option(help="Caller's turns on each side.")] = 24, json: Json = False
) -> None:
    """Voice to voice, with Rasa attached, beside pipecat's stock configuration."""
    from bot.commands.bench_latency import measure

    raise typer.Exit(measure(settings(), turns, json))


@bench.command()
def hearing(
    folder: Annotated[
        Path | None, typer.Option(help="WAV clips with a lines.yml; else the bench's own callers.")
    ] = None,
    json: Json = False,
) -> None:
    """Errors, ghosts and processor time of every installed model and way of decoding."""
    from bot.commands.bench_hearing import measure_hearing

    raise typer.Exit(measure_hearing(settings(), folder, json))


@bench.command()
def load(
    calls: Annotated[str, typer.Option(help="How many at once, one step after the other.")] = "1,4,8,16,24",
    turns: Annotated[int, typer.Option(help="Turns that each caller says.")] = 3,
    stock: Annotated[bool, typer.Option(help="Pipecat's stock configuration beside it.")] = True,
    json: Json = False,
) -> None:
    """Many calls at once: response, memory and processor time."""
    from bot.commands.bench_load import measure_load

    raise typer.Exit(measure_load(settings(), calls, turns, stock, json))


@bench.command()
def soak(
    minutes: Annotated[float, typer.Option(help="How long.")] = 60.0,
    calls: Annotated[int, typer.Option(help="Calls at once, one after the other all the time.")] = 6,
    json: Json = False,
) -> None:
    """Calls for a long time: whether memory and response stay as they are."""
    from bot.commands.bench_load import measure_soak

    raise typer.Exit(measure_soak(settings(), minutes, calls, json))


@bench.command()
def plots(
    folder: Annotated[
        Path | None, typer.Option(help="Where to; else bench/plots of the data folder.")
    ] = None,
) -> None:
    """The newest reports of the benches as pictures, and a page of them all."""
    from bot.commands.bench_plots import draw_plots

    raise typer.Exit(draw_plots(settings(), folder))


@bench.command()
def understanding(
    phone: Annotated[bool, typer.Option(help="Through the phone too, not only as text.")] = True,
    limit: Annotated[int | None, typer.Option(help="Utterances of each set through the phone.")] = None,
    json: Json = False,
) -> None:
    """Needs and red flags on utterances that training has never seen."""
    from bot.commands.bench_understanding import measure

    raise typer.Exit(measure(settings(), phone, limit, json))


@bench.command("console")
def bench_console(
    calls: Annotated[int, typer.Option(help="Calls of the last year.")] = 100_000,
    open_requests: Annotated[int, typer.Option(help="Callback requests that wait.")] = 5_000,
    database: Annotated[
        str, typer.Option(help="An empty PostgreSQL's URL; else SQLite in a new folder.")
    ] = "",
    tries: Annotated[int, typer.Option(help="How often each page is asked for.")] = 5,
    json: Json = False,
) -> None:
    """How long every page of the console takes."""
    from bot.commands.bench_console import measure_console

    raise typer.Exit(measure_console(calls, open_requests, database, tries, json))


@dialogue.command()
def validate(draft: Draft = None, json: Json = False) -> None:
    """What would change, and whether the gate would let it through (exit status 3 when not)."""
    from bot.commands.dialogue import validate

    raise typer.Exit(validate(settings(), draft, json))


@dialogue.command()
def train(draft: Draft = None, json: Json = False) -> None:
    """Train the dialogue's model and the danger detector."""
    from bot.commands.dialogue import train_draft

    raise typer.Exit(train_draft(settings(), draft, json))


@dialogue.command()
def rehearse(
    draft: Draft = None,
    calls: Annotated[bool, typer.Option(help="Text calls too, not only the sets.")] = True,
    json: Json = False,
) -> None:
    """Ask the draft and the live version the same things side by side."""
    from bot.commands.dialogue import rehearse_draft

    raise typer.Exit(rehearse_draft(settings(), draft, calls, json))


@dialogue.command()
def publish(
    draft: Draft = None,
    actor: Actor = None,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "the working tree is published",
    approver: Annotated[
        list[str] | None, typer.Option(help="Who approves a weaker red flag: twice, two people.")
    ] = None,
    json: Json = False,
) -> None:
    """Make the draft live, when the gate lets it through (exit status 3 when not)."""
    from bot.commands.dialogue import publish

    raise typer.Exit(publish(settings(), draft, _actor(actor), reason, approver or (), json))


@dialogue.command()
def rollback(
    to: Annotated[
        int | None, typer.Option(help="Release; the one before the live one when left out.")
    ] = None,
    actor: Actor = None,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "taken back",
    json: Json = False,
) -> None:
    """Make an earlier release live again."""
    from bot.commands.dialogue import rollback

    raise typer.Exit(rollback(settings(), to, _actor(actor), reason, json))


@dialogue.command()
def history(json: Json = False) -> None:
    """What was live when, who published it and why."""
    from bot.commands.dialogue import history

    raise typer.Exit(history(settings(), json))


def _actor(name: str | None) -> str:
    from getpass import getuser

    return (name or "").strip() or f"shell:{getuser()}"


@voices.command("play")
def voices_play(
    voice: Annotated[str, typer.Argument(help="Its id; else the one in use.")] = "",
    text: Annotated[str, typer.Option(help="What it says.")] = "Hei, olen tekoäly ja autan sinua eteenpäin.",
    to: Annotated[Path | None, typer.Option(help="A WAV file in the loudspeaker's place.")] = None,
) -> None:
    """How a voice sounds on the telephone."""
    from bot.commands.voices import play_voice

    raise typer.Exit(play_voice(settings(), voice, text, to))


@voices.command("list")
def voices_list(json: Json = False) -> None:
    """The voices that are present here, the one in use first."""
    from bot.commands.voices import list_voices

    raise typer.Exit(list_voices(settings(), json))


@voices.command("install")
def voices_install(name: Annotated[str, typer.Argument()] = "fi_FI-harri-medium") -> None:
    """Download a Piper voice into the data folder."""
    from bot.commands.voices import install_voice

    raise typer.Exit(install_voice(settings(), name))


@voices.command("compare")
def voices_compare(json: Json = False) -> None:
    """How well each voice is recognised by Luuri's own ears, and how soon it speaks."""
    from bot.commands.voices import compare_voices

    raise typer.Exit(compare_voices(settings(), json))


@cli.command()
def figures(
    by: Annotated[str, typer.Option(help="need, municipality, age_group or hour.")] = "need",
    from_: Annotated[str | None, typer.Option("--from", help="First date.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last date.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="CSV.")] = False,
    json: Json = False,
    simulated: Annotated[bool, typer.Option(help="Simulated calls too.")] = False,
) -> None:
    """How residents get to care: calls, requests and waiting by group; small groups are left out."""
    from bot.commands.figures import show_figures

    if csv and json:
        raise typer.BadParameter("--csv and --json exclude one another")
    form = "json" if json else "csv" if csv else "table"
    raise typer.Exit(show_figures(settings(), by, from_, to, form, simulated))


@notices.command("add")
def notices_add(
    text: str,
    until: Annotated[str, typer.Option(help="ISO time, or a date whose end it is.")],
    from_: Annotated[str | None, typer.Option("--from", help="ISO time; now when left out.")] = None,
    need: Annotated[list[str] | None, typer.Option(help="Only callers with this need.")] = None,
    municipality: Annotated[list[str] | None, typer.Option(help="Only callers of this municipality.")] = None,
    service: Annotated[list[str] | None, typer.Option(help="Only callers of this service.")] = None,
    author: Annotated[str | None, typer.Option(help="Who says so; the shell's user when left out.")] = None,
) -> None:
    """Add a notice; prints its id."""
    from bot.commands.notices import add_notice

    lists = (need or [], municipality or [], service or [])
    raise typer.Exit(add_notice(settings(), text, *lists, from_, until, author))


@notices.command("list")
def notices_list(
    json: Json = False, now: Annotated[bool, typer.Option("--now", help="Only those valid now.")] = False
) -> None:
    """The notices that stand, the oldest first."""
    from bot.commands.notices import list_notices

    raise typer.Exit(list_notices(settings(), json, now))


@notices.command("remove")
def notices_remove(notice_id: str, author: Annotated[str | None, typer.Option()] = None) -> None:
    """Take a notice back."""
    from bot.commands.notices import remove_notice

    raise typer.Exit(remove_notice(settings(), notice_id, author))


@directory.command("import")
def directory_import(source: Annotated[str, typer.Argument(metavar="FILE|URL")], json: Json = False) -> None:
    """Import service channels of Palvelutietovaranto (API v11), all that make sense or nothing."""
    from bot.commands.directory import import_ptv

    raise typer.Exit(import_ptv(settings(), source, json))


@directory.command("show")
def directory_show(
    service: Annotated[str | None, typer.Argument(help="A service's id.")] = None, json: Json = False
) -> None:
    """The services as they stand: numbers, hours, and what nobody has confirmed."""
    from bot.commands.directory import show_directory

    raise typer.Exit(show_directory(settings(), service, json))


@calls.command("show")
def calls_show(sid: str, json: Json = False) -> None:
    """The transcript and the nurse's summary of one call."""
    from bot.commands.calls import show_call

    raise typer.Exit(show_call(settings(), sid, json))


@calls.command("list")
def calls_list(
    json: Json = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 50,
    simulated: Annotated[bool, typer.Option(help="Simulated calls too.")] = False,
) -> None:
    """The latest calls, newest first."""
    from bot.commands.calls import list_calls

    raise typer.Exit(list_calls(settings(), json, limit, simulated))


@dialogue.command("export")
def dialogue_export(
    out: Annotated[Path, typer.Option(help="Folder to write into.")] = Path("dialogue-export"),
) -> None:
    """The story graph and a printable script of every prompt, as two pages that need no network."""
    from bot.commands.dialogue_export import export

    raise typer.Exit(export(out))


@feedback.command("export")
def feedback_export(
    csv: Annotated[bool, typer.Option("--csv", help="CSV, as without an option.")] = False,
    json: Json = False,
    simulated: Annotated[bool, typer.Option(help="Those of simulated calls too.")] = False,
) -> None:
    """Marks from 1 to 5 and callers' own words, the oldest first."""
    from bot.commands.feedback import export_feedback

    if csv and json:
        raise typer.BadParameter("--csv and --json exclude one another")
    raise typer.Exit(export_feedback(settings(), json, simulated))


@console.command("create-user")
def create_user(
    name: str,
    role: Annotated[str, typer.Option(help="staff, supervisor or administrator.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password; else a one-time one is made.")
    ] = False,
) -> None:
    """Add a person who may sign in to the console."""
    from bot.commands.console import create_user

    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    raise typer.Exit(create_user(settings(), name, role, password))


def main() -> None:
    cli()

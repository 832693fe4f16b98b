"""What every view of stations and printers must do, told once."""

from dataclasses import dataclass

from packages_ui.models import PrintAgent, Station
from tests.services.station_makers import printer_of, slip_of, station_at

VIEW, PRINT, MANAGE = ("view_packages",), ("print_labels",), ("manage_stations",)
EITHER = (*PRINT, *MANAGE)


@dataclass(frozen=True)
class Case:
    """`path` takes ids. `needs` are permissions of which one is enough. `methods` are all that it takes."""

    name: str
    path: str
    needs: tuple[str, ...]
    methods: tuple[str, ...]


GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
CASES = [
    Case("stations", "/stations/", VIEW, GET),
    Case("here", "/stations/here/", VIEW, GET),
    Case("station_choose", "/stations/choose/", VIEW, GET),
    Case("station_leave", "/stations/leave/", VIEW, POST),
    Case("station", "/stations/{station}/", VIEW, GET),
    Case("station_shift", "/stations/{station}/shift/", VIEW, GET),
    Case("station_use", "/stations/{station}/use/", VIEW, POST),
    Case("station_add", "/stations/add/", MANAGE, BOTH),
    Case("station_edit", "/stations/{station}/edit/", MANAGE, BOTH),
    Case("station_delete", "/stations/{station}/delete/", MANAGE, POST),
    Case("station_printer", "/stations/{station}/printer/", MANAGE, POST),
    Case("printer_add", "/stations/printers/add/", MANAGE, BOTH),
    Case("printer_edit", "/stations/printers/{printer}/edit/", MANAGE, BOTH),
    Case("printer_delete", "/stations/printers/{printer}/delete/", MANAGE, POST),
    Case("printer_look", "/stations/printers/{printer}/look/", EITHER, POST),
    Case("printer_pair", "/stations/printers/{printer}/pair/", EITHER, POST),
    Case("printer_test", "/stations/printers/{printer}/test/", EITHER, POST),
    Case("printer_pause", "/stations/printers/{printer}/pause/", PRINT, BOTH),
    Case("printer_resume", "/stations/printers/{printer}/resume/", PRINT, POST),
    Case("prove", "/stations/prove/", EITHER, POST),
    Case("carrier_dpi", "/stations/carriers/", MANAGE, POST),
    Case("agent_download", "/stations/agents/packages_agent.py", MANAGE, GET),
    Case("agent_code", "/stations/agents/code/", MANAGE, POST),
    Case("agent_revoke", "/stations/agents/{agent}/revoke/", MANAGE, POST),
    Case("agent_move", "/stations/agents/{agent}/move/", MANAGE, POST),
    Case("agent_delete", "/stations/agents/{agent}/delete/", MANAGE, POST),
    Case("printing_go_on", "/stations/go-on/", MANAGE, POST),
    Case("slip", "/stations/slips/{slip}/", VIEW, GET),
    Case("slip_pdf", "/stations/slips/{slip}.pdf", EITHER, ("GET", "HEAD")),
]


def path_of(case: Case) -> str:
    """With rows to look at: a station, its printer, a slip, a PC."""
    station: Station = station_at(printer_of())
    printer = station.label_printer
    agent, _ = PrintAgent.objects.get_or_create(name="Desk PC")
    return case.path.format(station=station.pk, printer=printer.pk, slip=slip_of(printer).pk, agent=agent.pk)

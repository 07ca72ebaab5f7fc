"""The servers that are compared: how each is started, loaded, asked, measured and stopped."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 900.0
ACCEPT = "application/sparql-results+json, text/turtle;q=0.9, application/n-triples;q=0.8"


class Connection:
    """A kept connection that costs the client as little as possible."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._buffer = b""

    def get(self, path: str) -> int:
        """Ask and read the whole answer; return its size. Raises ValueError for an error."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=300)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {ACCEPT}\r\n\r\n"
        self._socket.sendall(head.encode())
        while b"\r\n\r\n" not in self._buffer:
            self._more()
        head_bytes, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        lines = head_bytes.decode("latin-1").lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        size = self._body(headers)
        if " 200 " not in lines[0] + " ":
            raise ValueError(lines[0])
        if headers.get("connection") == "close":
            self.close()
        return size

    def _more(self) -> None:
        assert self._socket is not None
        part = self._socket.recv(1 << 18)
        if not part:
            raise ValueError("the connection ended")
        self._buffer += part

    def _body(self, headers: dict[str, str]) -> int:
        if "content-length" in headers:
            size = int(headers["content-length"])
            while len(self._buffer) < size:
                self._more()
            self._buffer = self._buffer[size:]
            return size
        total = 0
        while True:
            while b"\r\n" not in self._buffer:
                self._more()
            line, _, self._buffer = self._buffer.partition(b"\r\n")
            size = int(line.split(b";")[0], 16)
            while len(self._buffer) < size + 2:
                self._more()
            self._buffer = self._buffer[size + 2 :]
            if size == 0:
                return total
            total += size

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket, self._buffer = None, b""


class Server:
    """One server with the graph loaded."""

    name = ""
    program = ""
    path = "/sparql"

    def __init__(self, data: Path, folder: Path, documents: int) -> None:
        self.data, self.folder, self.documents = data, folder.resolve(), documents
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def load(self) -> None:
        """Load the graph, where the command does not."""

    def start(self) -> bool:
        """Start and load; False where the program is not here."""
        if self.program and not find_program(self.program):
            print(f"{self.name} takes no part: there is no {self.program} on PATH", file=sys.stderr)
            return False
        began = time.monotonic()
        with (self.folder / f"{self.name}.log").open("wb") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, cwd=self.folder)
        self.wait()
        self.load()
        print(f"{self.name} ready after {time.monotonic() - began:.1f} s", file=sys.stderr)
        return True

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                raise OSError(f"{self.name} ended: see {self.folder / self.name}.log")
            try:
                Connection(self.port).get(f"{self.path}?query=ASK%20%7B%7D")
                return
            except (OSError, ValueError):
                time.sleep(0.3)
        raise OSError(f"{self.name} did not start")

    def processes(self) -> list[int]:
        assert self.process is not None
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    stat = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                children.setdefault(int(stat[1]), []).append(int(entry.name))
        found = [self.process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def processor(self) -> float:
        """Seconds of processor time used by all processes that still live."""
        total = 0
        for pid in self.processes():
            try:
                stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            total += int(stat[11]) + int(stat[12]) + int(stat[13]) + int(stat[14])
        return total / TICKS

    def memory(self) -> int:
        """Bytes, shared pages counted once."""
        total = 0
        for pid in self.processes():
            try:
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            total += sum(int(x.split()[1]) for x in rollup.splitlines() if x.startswith("Pss:"))
        return total * 1024

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()


class Ours(Server):
    name = "diplograph"

    def command(self) -> list[str]:
        build = self.folder / "build"
        build.mkdir(exist_ok=True)
        graph = build / "graph.ttl"
        graph.unlink(missing_ok=True)
        graph.symlink_to(self.data.resolve())  # N-Triples is Turtle
        code = (
            "import sys; sys.path.insert(0, sys.argv[3])\n"
            "from pathlib import Path\nfrom server.run import serve\n"
            "from server.settings import Limits, Settings\n"
            "limits = Limits(seconds=300, short_seconds=300, queue_seconds=300, per_client=64)\n"
            "settings = Settings(limits=limits, with_ontology=False)\n"
            "serve(Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]), settings)"
        )
        return [sys.executable, "-c", code, str(build), str(self.port), str(ROOT)]


class Oxigraph(Server):
    name = "oxigraph"
    program = "oxigraph"
    path = "/query"

    def command(self) -> list[str]:
        program = find_program(self.program)
        return [program, "serve", "--bind", f"127.0.0.1:{self.port}"]

    def load(self) -> None:
        import http.client

        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        headers = {"Content-Type": "application/n-triples"}
        with self.data.open("rb") as body:
            connection.request("POST", "/store?default&no_transaction", body, headers)
            status = connection.getresponse().status
        if status not in {200, 201, 204}:
            raise OSError(f"oxigraph does not load: {status}")


class Virtuoso(Server):
    name = "virtuoso"
    program = "virtuoso-t"
    # Further lines of its parameters.
    parameters = ""

    def command(self) -> list[str]:
        home = self.folder / "virtuoso"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        self.sql_port = free_port()
        (home / "virtuoso.ini").write_text(
            "[Database]\nDatabaseFile=v.db\nErrorLogFile=v.log\nLockFile=v.lck\n"
            "TransactionFile=v.trx\nxa_persistent_file=v.pxa\n"
            f"[Parameters]\nServerPort={self.sql_port}\nDirsAllowed={self.folder}\n"
            f"NumberOfBuffers=170000\nMaxDirtyBuffers=130000\nServerThreads=50\n{self.parameters}"
            f"[HTTPServer]\nServerPort={self.port}\nServerThreads=20\n"
            "[SPARQL]\nResultSetMaxRows=10000000\n"
        )
        return ["virtuoso-t", "-f", "-c", str(home / "virtuoso.ini")]

    def load(self) -> None:
        statement = (
            f"DB.DBA.TTLP_MT(file_to_string_output('{self.data.resolve()}'), '', 'urn:g', 0);"
            "checkpoint;"
        )
        isql = shutil.which("isql-vt") or shutil.which("isql") or "isql-vt"
        address = f"127.0.0.1:{self.sql_port}"
        subprocess.run(
            [isql, address, "dba", "dba", f"EXEC={statement}"], check=True, capture_output=True
        )


class Rdflib(Server):
    name = "rdflib-endpoint"
    program = "rdflib-endpoint"
    path = "/"

    def command(self) -> list[str]:
        port = str(self.port)
        return ["rdflib-endpoint", "serve", "--port", port, "--host", "127.0.0.1", str(self.data)]


def find_program(name: str) -> str:
    """Return a program on PATH, or beside this Python (where packages put theirs), else ""."""
    beside = Path(sys.executable).with_name(name)
    return shutil.which(name) or (str(beside) if beside.is_file() else "")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PEERS = {server.name: server for server in (Ours, Oxigraph, Virtuoso, Rdflib)}

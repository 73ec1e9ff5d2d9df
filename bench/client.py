"""Visitors of the sites: each has one connection and one session, like one browser."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

CSRF = "b" * 32  # the same secret as cookie and header: what the check asks for
PATIENCE = 60  # seconds


class Unexpected(RuntimeError):
    """A page did not answer as it should: its time would say nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    ms: float  # from sending until the last byte


class Visitor:
    def __init__(self, port: int, session: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.sign_in(session)

    def sign_in(self, session: str) -> None:
        """Be another person from now on; "" is nobody."""
        cookies = {"csrftoken": CSRF} | ({"sessionid": session} if session else {})
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Accept": "text/html"}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, self.headers)

    def post(self, path: str, **fields: str) -> Answer:
        headers = self.headers | {"X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields), headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):  # an idle connection was closed
            self.connection.close()
            began = time.perf_counter()
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        content = response.read()
        ms = (time.perf_counter() - began) * 1000
        if response.status >= 400 or (method == "GET" and response.status != 200):
            raise Unexpected(f"{method} {path}: {response.status} {response.getheader('Location') or content[:300]!r}")
        return Answer(response.status, content, ms)


def together(visits: list[Callable[[], object]], seconds: float) -> float:
    """Requests a second when each of `visits` is repeated by a client of its own; a visit that ends in
    StopIteration has nothing left to do."""
    counts, failures = [0] * len(visits), []
    began = time.perf_counter()

    def keep_on(number: int) -> None:
        try:
            while time.perf_counter() - began < seconds:
                visits[number]()
                counts[number] += 1
        except StopIteration:
            pass
        except Exception as failure:  # told to the caller below
            failures.append(failure)

    threads = [threading.Thread(target=keep_on, args=(number,)) for number in range(len(visits))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / (time.perf_counter() - began)

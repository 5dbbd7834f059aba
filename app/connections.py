"""One connection of the server: a limit on the time its headers may take, and a refusal in the form of every other.

A request that can't be parsed never reaches the application, so what the middleware does for answers is done here.
"""

import uuid
from asyncio import BaseTransport, TimerHandle

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.logs import log
from app.middleware import HEADER
from app.outcomes import operation_outcome
from app.security.headers import answer_headers

HEADER_SECONDS = 15.0
"""From the first byte of a request, or of the connection, to the end of its headers: slower ones only hold a place."""


class Connection(HttpToolsProtocol):
    """uvicorn's own connection over httptools, with the two things above."""

    _give_up: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """The clock runs before the first byte: a connection that says nothing is given up too."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        self._wait_for_headers()

    def on_message_begin(self) -> None:
        """Of a connection that is kept, each request has its own time."""
        super().on_message_begin()
        if self._give_up is None:
            self._wait_for_headers()

    def on_headers_complete(self) -> None:
        """In time: the body has a limit of its own."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is left to give up."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_headers(self) -> None:
        self._give_up = self.loop.call_later(HEADER_SECONDS, self._close)

    def _stop_waiting(self) -> None:
        if self._give_up is not None:
            self._give_up.cancel()
            self._give_up = None

    def _close(self) -> None:
        if not self.transport.is_closing():
            log.info("connection closed: its headers took too long")
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP, in the form of every refusal of ours."""
        request_id = str(uuid.uuid4())
        log.info("request", route="unparsed", status=400, request_id=request_id)
        answer = operation_outcome(400, "structure", "This is no HTTP request that can be read.", answer_headers())
        answer.headers[HEADER] = request_id
        answer.headers["Connection"] = "close"
        lines = [b"HTTP/1.1 400 Bad Request", *(name + b": " + value for name, value in answer.raw_headers)]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(answer.body)]))
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing is upgraded here, and no log line is owed to who asks."""

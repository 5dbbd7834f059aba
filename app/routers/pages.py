"""The files that pages load."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from app.pages.static_files import static_files

router = APIRouter(include_in_schema=False)


@router.api_route("/static/{name}", methods=["GET", "HEAD"])
async def static_file(name: str, request: Request) -> Response:
    """A file of ours by its name; there are no folders and no other files."""
    found = static_files().get(name)
    if found is None:
        raise HTTPException(404)
    return found.answer(request)

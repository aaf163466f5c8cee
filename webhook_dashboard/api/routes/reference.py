"""`/api/docs` and its two files."""

from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from webhook_dashboard.api.docs_page import POLICY, SCRIPT_PATH, STYLE_PATH, render_page

router = APIRouter(include_in_schema=False)

_FOLDER: Final = Path(__file__).parents[1]
_HEADERS: Final = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}


@router.get("/api/docs")
async def read_docs(request: Request) -> HTMLResponse:
    """The reference as a page."""
    return HTMLResponse(render_page(request.app.openapi()), headers=_HEADERS)


@router.get(STYLE_PATH)
async def read_style() -> Response:
    """The page's looks."""
    return Response(_read("docs.css"), media_type="text/css", headers=_HEADERS)


@router.get(SCRIPT_PATH)
async def read_script() -> Response:
    """The page's one script."""
    return Response(_read("docs.js"), media_type="text/javascript", headers=_HEADERS)


@cache
def _read(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()

"""What the service answers when there is no finished file."""

from __future__ import annotations

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

__all__ = ["STATUS", "Problem", "problem_response"]

STATUS = {"MediaError": 415, "LeakError": 422, "TimeoutError": 504}
"""Status by the class of the error; every other one is 500."""


class Problem(BaseModel):
    """Why there is no finished file; tells nothing of its content."""

    fault: str = Field(description="The class of the error.", examples=["MediaError"])
    detail: str = Field(description="What is wrong, and the remedy.")


def problem_response(status: int, fault: str, detail: str, *, retry_s: int = 0) -> JSONResponse:
    """Return a problem as a response."""
    headers = {"Cache-Control": "no-store"}
    if retry_s:
        headers["Retry-After"] = str(retry_s)
    problem = Problem(fault=fault, detail=detail)
    return JSONResponse(problem.model_dump(), status_code=status, headers=headers)

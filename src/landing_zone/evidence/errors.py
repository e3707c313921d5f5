"""Classifies botocore's exceptions: why a query has no answer."""

from __future__ import annotations

from landing_zone.evidence.model import ErrorEntry, ErrorKind

_CODES: dict[ErrorKind, frozenset[str]] = {
    ErrorKind.DENIED: frozenset(
        {"AccessDenied", "AccessDeniedException", "AuthorizationError", "NotAuthorized", "UnauthorizedOperation"}
        | {"AuthorizationErrorException", "UnauthorizedException", "Forbidden", "403"}
    ),
    # A Region that is off does not know the account's credentials, so it rejects the token as invalid.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    ErrorKind.REGION_OFF: frozenset(
        {"AuthFailure", "InvalidClientTokenId", "RegionDisabledException", "UnrecognizedClientException"}
    ),
    ErrorKind.SERVICE_OFF: frozenset({"OptInRequired", "SubscriptionRequiredException", "UnknownOperationException"}),
    ErrorKind.EXPIRED: frozenset(
        {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired", "ExpiredTokenFault"}
    ),
    ErrorKind.TIMEOUT: frozenset({"RequestTimeout", "RequestTimeoutException", "504"}),
}
_LONGEST_MESSAGE = 300


def classify_error(problem: Exception) -> ErrorEntry | None:
    """Return why a call failed, or ``None`` for an exception that does not come from a call.

    Args:
        problem: what boto3 raised.
    """
    from botocore import exceptions as of

    if isinstance(problem, of.ClientError):
        error = problem.response.get("Error", {})
        code = str(error.get("Code") or "Unknown")
        status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return ErrorEntry(kind=_kind(code, status), code=code, message=_short(error.get("Message") or ""))
    if isinstance(problem, (of.CredentialRetrievalError, of.NoCredentialsError, of.PartialCredentialsError)):
        kind = ErrorKind.EXPIRED
    elif isinstance(problem, (of.ConnectTimeoutError, of.ReadTimeoutError)):
        kind = ErrorKind.TIMEOUT
    elif isinstance(problem, (of.EndpointConnectionError, of.HTTPClientError)):
        kind = ErrorKind.UNREACHABLE
    elif isinstance(problem, (of.ParamValidationError, of.ValidationError)):
        return None  # the query is wrong, not the account
    elif isinstance(problem, of.BotoCoreError):
        kind = ErrorKind.OTHER
    else:
        return None
    return ErrorEntry(kind=kind, code=type(problem).__name__, message=_short(str(problem)))


def _kind(code: str, status: int) -> ErrorKind:
    from botocore.retries.standard import ThrottledRetryableChecker

    if code in ThrottledRetryableChecker._THROTTLED_ERROR_CODES:
        return ErrorKind.THROTTLED
    for kind, codes in _CODES.items():
        if code in codes:
            return kind
    return ErrorKind.SERVER if status >= 500 else ErrorKind.OTHER


def _short(message: str) -> str:
    return " ".join(str(message).split())[:_LONGEST_MESSAGE]

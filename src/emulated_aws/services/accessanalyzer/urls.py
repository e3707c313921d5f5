"""The service's host and paths."""

from emulated_aws.services.accessanalyzer.responses import AccessAnalyzerResponse

url_bases = [r"https?://access-analyzer\.(.+)\.amazonaws\.com"]

url_paths = {
    "{0}/analyzer$": AccessAnalyzerResponse.dispatch,
    "{0}/analyzer/(?P<name>[^/]+)$": AccessAnalyzerResponse.dispatch,
    "{0}/analyzer/(?P<name>[^/]+)/archive-rule$": AccessAnalyzerResponse.dispatch,
}

#!/bin/sh
# Runs a command that downloads: pip, uv or npm. Behind a proxy that intercepts TLS each asks for the proxy's certificate
# in its own way. So when one refuses a certificate, it runs again with what the system trusts, and with each file that
# any of the three was given; and it fails with the names of the variables. What helped is kept for the next command.
set -u
kept=${VENV:-.venv}/.certificates
log=$(mktemp) || exit 2
files=$(mktemp) || exit 2
trap 'rm -f "$log" "$files"' EXIT

# A file of certificates for all three; or "system", which may be no file: macOS keeps it in a keychain.
trusting() {
    trusted=$1
    shift
    case $trusted in
    '') "$@" ;;
    system) env -u SSL_CERT_FILE UV_SYSTEM_CERTS=1 NODE_USE_SYSTEM_CA=1 "$@" ;;
    *) env SSL_CERT_FILE="$trusted" PIP_CERT="$trusted" NODE_EXTRA_CA_CERTS="$trusted" "$@" ;;
    esac
}

# Leaves with the command's exit code, unless it refused a certificate.
attempt() {
    trusting "$@" 2>"$log"
    code=$?
    if [ $code -ne 0 ] && grep -qiE 'certificate|UnknownIssuer|self.signed' "$log"; then
        return
    fi
    cat "$log" >&2
    if [ $code -eq 0 ] && [ -n "$1" ] && [ -d "$(dirname "$kept")" ]; then printf '%s\n' "$1" >"$kept"; fi
    exit $code
}

candidates() {
    printf '%s\n' "${SSL_CERT_FILE:-}" "${PIP_CERT:-}" "${REQUESTS_CA_BUNDLE:-}" "${CURL_CA_BUNDLE:-}" "${NODE_EXTRA_CA_CERTS:-}"
    "${PYTHON:-python3}" -m pip config list 2>/dev/null | sed -n "s/^[^=]*\.cert='\(.*\)'\$/\1/p"
    npm config get cafile 2>/dev/null
    # Debian and Alpine; Red Hat; SUSE; macOS.
    printf '%s\n' /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem
}

first=
if [ -z "${SSL_CERT_FILE:-}" ] && [ -f "$kept" ]; then first=$(cat "$kept"); fi
attempt "$first" "$@"
printf '%s refused the certificate of the server; trying again with others\n' "$(basename "$1")" >&2
attempt system "$@"
candidates | awk 'NF && !seen[$0]++' | while read -r file; do
    if [ -s "$file" ]; then printf '%s\n' "$file"; fi
done >"$files"
while read -r file <&3; do
    attempt "$file" "$@"
done 3<"$files"

sed 's/^/  /' "$log" >&2
printf 'error: %s trusts no certificate that the server shows\n' "$(basename "$1")" >&2
printf '  value   %s\n' "tried: what the system trusts$(sed 's/^/, /' "$files" | tr -d '\n')" >&2
printf '  allowed a file of certificates, in PEM form, that has the one of your proxy\n' >&2
printf '  fix     SSL_CERT_FILE=/path/to/ca.pem make setup; uv reads that, pip PIP_CERT, npm NODE_EXTRA_CA_CERTS (docs/installing.md)\n' >&2
exit 2

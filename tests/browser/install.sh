#!/bin/sh
# What some tests need besides Python packages: Chromium, Chinese fonts, PostgreSQL's server programs.
# Installs from Debian what is missing, where that is possible; says nothing where all is there.
# Never fails: tests whose program is missing are skipped, and say so.
set -u

has() {
    for name in "$@"; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

has_postgres() {
    # Debian keeps the server programs outside the PATH.
    for program in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$program" ] && return 0
    done
    has initdb
}

has_chinese() {
    # Any font that has the sign for "middle" (U+4E2D) will do.
    if has fc-list; then
        [ -n "$(fc-list ':charset=4e2d' family 2>/dev/null)" ]
    else
        [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ]
    fi
}

missing() {
    wanted=""
    has chromium chromium-browser google-chrome || wanted="$wanted chromium"
    has_chinese || wanted="$wanted fonts-noto-cjk"
    has_postgres || wanted="$wanted postgresql"
    echo "$wanted"
}

log=""
trap '[ -z "$log" ] || rm -f "$log"' EXIT

install() {
    DEBIAN_FRONTEND=noninteractive
    UCF_FORCE_CONFFOLD=1
    export DEBIAN_FRONTEND UCF_FORCE_CONFFOLD
    # An index that cannot be fetched anew may still do: the install says whether it does.
    apt-get update >"$log" 2>&1
    # The package would start a server of its own; the tests start theirs.
    if [ ! -e /etc/postgresql-common/createcluster.conf ] && [ "${1#*postgresql}" != "$1" ]; then
        mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" \
            >/etc/postgresql-common/createcluster.conf
    fi
    # shellcheck disable=SC2086 # one word for each package
    apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold $1 >>"$log" 2>&1
}

wanted=$(missing)
[ -z "$wanted" ] && exit 0
if ! has apt-get || [ "$(id -u)" -ne 0 ]; then
    echo "The tests that need$wanted will be skipped: only root on Debian can install that here."
    exit 0
fi
echo "Installing for the tests:$wanted (a minute or two) …"
log=$(mktemp)
install "$wanted"
left=$(missing)
[ -z "$left" ] || echo "The tests that need$left will be skipped: apt-get could not install it ($(tail -n 1 "$log"))."
exit 0

# What bin/test and .ci/run share. Sourced from the checkout's root, never run.
# shellcheck shell=bash

heading() {
  printf '\n== %(%T)T  %s\n\n' -1 "$*"
}

die() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# The folder of the newest PostgreSQL server's programs, which Debian keeps out of PATH.
postgres_bin() {
  local initdb
  initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort --version-sort | tail -n 1) || return 1
  dirname "$initdb"
}

# Installs what the build and the tests run and this machine has not.
install_tools() {
  local missing=() root=()
  command -v cc >/dev/null || missing+=(build-essential)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v chromedriver >/dev/null || missing+=(chromium-driver)
  postgres_bin >/dev/null || missing+=(postgresql)
  # Debian's Rust is too old, so it can't come from there.
  command -v cargo >/dev/null || die 'Rust is missing: install it with rustup.'
  ((${#missing[@]})) || return 0

  local wanted="these Debian packages, or what equals them: ${missing[*]}"
  grep -qsx 'ID=debian' /etc/os-release || die "This is not Debian, so nothing is installed by itself. Please install $wanted"
  if ((EUID != 0)); then
    sudo -n true 2>/dev/null || die "Neither root nor sudo without a password. Please install $wanted"
    root=(sudo -n)
  fi
  heading "Installing ${missing[*]}"
  "${root[@]}" apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
}

# What bin/test, bin/prove, bin/generated and .ci/run share. Sourced from the checkout's root, never run.
# shellcheck shell=bash

heading() {
  printf '\n== %(%T)T  %s\n\n' -1 "$*"
}

die() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# From here on cargo lints what it compiles, as `cargo clippy -- -D warnings` does, so that nothing is compiled for its lints
# alone.
compile_with_lints() {
  export RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__
}

# The folder of the newest PostgreSQL server's programs, which Debian keeps out of PATH.
postgres_bin() {
  local initdb
  initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort --version-sort | tail -n 1) || return 1
  dirname "$initdb"
}

# Starts a throw-away cluster on loopback: its folder is then `cluster`, and a database there `postgres_url`.
start_postgres() {
  cluster=$(mktemp -d)
  # PostgreSQL refuses to run as root, so root becomes its user.
  ((EUID != 0)) || chown postgres: "$cluster"
  # Node is there for the build, and any other way to ask for a free port needs one more program.
  local port
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')

  in_cluster initdb --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$cluster/log"
  # Nothing here outlives the machine, so the disk need not be waited for: what a process has written is there even when
  # it is killed. synchronous_commit stays on: Banter does not start without it.
  cat >>"$cluster/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$cluster'
max_connections = 300
fsync = off
full_page_writes = off
CONF
  start_cluster || {
    cat "$cluster/log" "$cluster/server.log" >&2
    die 'PostgreSQL did not start.'
  }
  in_cluster createdb --host=127.0.0.1 --port="$port" --username=postgres banter_test
  postgres_url=postgres://postgres@127.0.0.1:$port/banter_test
}

# Starts the cluster in `cluster`, again if it was killed.
start_cluster() {
  in_cluster pg_ctl start --pgdata=data --log=server.log --wait >>"$cluster/log"
}

stop_postgres() {
  in_cluster pg_ctl stop --pgdata=data --mode=immediate >/dev/null || true
  rm -rf "$cluster"
}

# Runs one of PostgreSQL's programs as its user, from inside the folder, because the checkout may be closed to it.
in_cluster() {
  local program as_postgres=()
  program=$(postgres_bin)/$1
  ((EUID != 0)) || as_postgres=(runuser -u postgres --)
  (cd "$cluster" && "${as_postgres[@]}" "$program" "${@:2}")
}

# Installs what the build and the tests run and this machine has not, and these further packages.
install_tools() {
  local missing=("$@") root=()
  command -v cc >/dev/null || missing+=(build-essential)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v chromedriver >/dev/null || missing+=(chromium-driver)
  command -v strace >/dev/null || missing+=(strace)
  compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || missing+=(libfaketime)
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

#!/bin/sh
# Writes the classes of the command and of its servers as the JVM wants them in memory (class data sharing), so that a server
# starts with two thirds of the work. The JVM takes the archive for exactly this class path and these jars, else ignores it.
#
#   class-archive.sh TARGET   the target directory of cli, with its jar, its lib/ and its launcher.classpath
set -eu
target=$1
archive=$target/isochrone.jsa

# As the launcher has it, word for word.
jars=:$(cat "$target/launcher.classpath")
class_path=$(echo "$target"/isochrone-cli-*.jar)$(echo "$jars" | sed "s|:lib/|:$target/lib/|g")

if [ -f "$archive" ] && [ -z "$(find "$target"/isochrone-cli-*.jar "$target/lib" -newer "$archive" -print | head -n 1)" ]; then
  exit 0
fi
rm -f "$archive"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# One walk through the whole of it, with hardly a row: what it loads is what a server loads.
"${JAVA_HOME:+$JAVA_HOME/bin/}java" --add-opens=java.base/sun.nio.ch=ALL-UNNAMED --enable-native-access=ALL-UNNAMED \
  -Djava.util.concurrent.ForkJoinPool.common.parallelism=2 -Djava.io.tmpdir="$work" \
  -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ArchiveClassesAtExit="$archive" -Xlog:cds=off -Xlog:cds+dynamic=off \
  -cp "$class_path" dev.isochrone.cli.Main demo --exit --population 400000 --port 0 >"$work/out" 2>&1 || {
  rm -f "$archive"
  echo "No class archive this time; starts take longer without it. $(tail -n 1 "$work/out")"
}

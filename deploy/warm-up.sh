#!/bin/sh
# Makes /app/admitone.aot: one start of the service with a Redis, one whole way of a page, one orderly stop. Runs inside
# the image's build, and fails it if the start, the way or the cache fails.
set -eu

JAVA=/opt/jre/bin/java
export PORT=18080 ADMITONE_LOG_FORMAT=json ADMITONE_STORE=redis REDIS_URL=redis://127.0.0.1:16379
JWT_SECRET=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
export JWT_SECRET

# From the file system of its own image, whatever that is made of.
PATH=$PATH:/usr/sbin:/sbin
chroot /redis redis-server --port 16379 --bind 127.0.0.1 --save '' --daemonize yes

# Without the option that uses the cache: this is the run that makes it.
sed '/^-XX:AOTCache=/d' /app/jvm.options >/tmp/jvm.options
"$JAVA" @/tmp/jvm.options -XX:AOTCacheOutput=/app/admitone.aot -jar /app/admitone.jar &
service=$!
tries=0
until "$JAVA" -jar /app/admitone.jar health /ready; do
  kill -0 "$service"
  tries=$((tries + 1))
  [ "$tries" -lt 60 ]
  sleep 1
done
"$JAVA" -jar /app/admitone.jar probe "http://127.0.0.1:$PORT"
kill -TERM "$service"
wait "$service"

# Fails where the cache cannot be used.
"$JAVA" @/app/jvm.options -XX:AOTMode=on -jar /app/admitone.jar --help >/dev/null
rm /tmp/jvm.options

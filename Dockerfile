# syntax=docker/dockerfile:1
# A node in a container: docker build -t sluice .
# What happens to the jar is docker/build-runtime, which the system tests run as it is; this file only says where.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
# The tests have run before anybody builds an image. Libraries are kept for the next time.
RUN --mount=type=cache,target=/root/.m2 mvn -B -q package -DskipTests -Dspotless.check.skip=true
RUN docker/build-runtime target/sluice.jar /opt/sluice

FROM debian:12-slim
# Root's files, which the node can read and not change; the archive of classes counts on their dates.
COPY --from=build /opt/sluice /opt/sluice
# The allocator of the C library keeps an arena for each thread otherwise, 64 MiB of addresses and some of it resident.
ENV MALLOC_ARENA_MAX=2 \
    SLUICE_HOST=0.0.0.0 \
    SLUICE_MANAGEMENT_HOST=0.0.0.0
USER 10001:10001
WORKDIR /tmp
EXPOSE 8080 9090
# The node is process 1 and gets the SIGTERM itself; it drains on it.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/sluice/jre/bin/java", "@/opt/sluice/java.options", "-jar", "/opt/sluice/sluice.jar"]
CMD ["run"]

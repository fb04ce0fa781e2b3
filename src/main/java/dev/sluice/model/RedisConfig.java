package dev.sluice.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The Redis that several nodes share; {@link Config#redis()} is null where there is none, and everything is in memory.
 *
 * @param nodes    addresses: one of a standalone server; for the others any that know the rest
 * @param master   the name under which Sentinels know the master; null but for {@link Mode#SENTINEL}
 * @param tls      whether connections are encrypted, those to Sentinels too
 * @param ca       PEM file with the authorities that sign the servers' certificates; null for the Java runtime's own
 * @param user     for {@code AUTH}; null for Redis's default user
 * @param password null where none is asked for
 * @param database 0 but for a standalone server or Sentinels
 * @param prefix   what every key and channel begins with
 * @param required whether a node without Redis does not start, and is not ready
 * @param timeout  what a command may take before Redis counts as away
 */
public record RedisConfig(
        Mode mode,
        List<Address> nodes,
        String master,
        boolean tls,
        Path ca,
        String user,
        String password,
        int database,
        String prefix,
        boolean required,
        Duration timeout) {
    /** How the servers are arranged. */
    public enum Mode {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    public RedisConfig {
        nodes = List.copyOf(nodes);
    }

    /**
     * Where a server listens.
     *
     * @param host a name or an address, without brackets
     */
    public record Address(String host, int port) {
        /** {@code host:port}, an IPv6 address in brackets. */
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /** The addresses alone: the password is nobody's business. */
    @Override
    public String toString() {
        return "redis " + nodes;
    }
}

package dev.sluice.redis;

import dev.sluice.model.RedisConfig;
import dev.sluice.model.RedisConfig.Address;
import dev.sluice.model.RedisConfig.Mode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Opens connections to Redis and Sentinels, each with a Vert.x client of its own: closing that is the one way to be rid of a
 * connection that hangs, since a pooled one closes into its pool. Belongs to the link's loop.
 */
final class Dialer {
    /** Commands without a reply yet; far beyond what a Redis in good health ever leaves waiting. */
    static final int MOST_PENDING = 16_384;

    /** For a connection and what is said at its beginning; a command's limit would be too short where both sides are busy. */
    private static final long LEAST_MILLIS = 5000;

    private final Vertx vertx;
    private final RedisConfig config;
    private final long limitMillis;

    /** One connection, and the client to close it by. */
    record Line(Redis client, RedisConnection connection, Address address) {
        /** @param told why, on the loop, when it breaks; perhaps more than once */
        void onLost(Consumer<String> told) {
            connection.endHandler(v -> told.accept("the connection was closed"));
            connection.exceptionHandler(e -> told.accept(String.valueOf(e.getMessage())));
        }

        void close() {
            client.close();
        }
    }

    Dialer(Vertx vertx, RedisConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.limitMillis = Math.max(LEAST_MILLIS, 2 * config.timeout().toMillis());
    }

    /**
     * A connection that is authenticated, to a master that serves. Fails with {@link RedisAwayException}, which names the address.
     */
    Future<Line> master(Address address) {
        return open(address)
                .compose(line -> role(line)
                        .compose(v -> config.mode() == Mode.CLUSTER ? serves(line) : Future.succeededFuture())
                        .map(line)
                        .onFailure(e -> line.close()));
    }

    /** The address of the master that the Sentinels agree on; asks one after another. */
    Future<Address> askSentinels() {
        return askSentinel(0, new ArrayList<>());
    }

    private Future<Address> askSentinel(int index, List<String> failures) {
        if (index == config.nodes().size())
            return Future.failedFuture(new RedisAwayException(String.join("; ", failures)));
        Address sentinel = config.nodes().get(index);
        return ask(sentinel, Request.cmd(Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", config.master()))
                .compose(reply -> reply == null
                        ? Future.failedFuture(new RedisAwayException("redis: the Sentinel at " + sentinel
                                + " knows no master \"" + config.master() + "\"; check redis.master"))
                        : Future.succeededFuture(new Address(
                                reply.get(0).toString(), reply.get(1).toInteger())))
                .recover(failure -> {
                    failures.add(RedisAwayException.words(failure));
                    return askSentinel(index + 1, failures);
                });
    }

    /** One question over a connection of its own. */
    Future<Response> ask(Address address, Request question) {
        return open(address)
                .compose(line -> line.connection()
                        .send(question)
                        .timeout(limitMillis, TimeUnit.MILLISECONDS)
                        .onComplete(reply -> line.close())
                        .recover(failure -> Future.failedFuture(explained(address, failure))));
    }

    private Future<Line> open(Address address) {
        Redis client = Redis.createClient(vertx, options(address));
        return client.connect()
                .timeout(limitMillis, TimeUnit.MILLISECONDS)
                .map(connection -> new Line(client, connection, address))
                .recover(failure -> {
                    client.close();
                    return Future.failedFuture(explained(address, failure));
                });
    }

    /** Also finds out whether commands are taken at all: without a password {@code HELLO} fails silently. */
    private Future<Void> role(Line line) {
        return line.connection()
                .send(Request.cmd(Command.ROLE))
                .timeout(limitMillis, TimeUnit.MILLISECONDS)
                .transform(reply -> {
                    if (reply.failed()) return told(line, reply.cause());
                    Response role = reply.result().get(0);
                    if (role.toString().equals("master")) return Future.succeededFuture();
                    return Future.failedFuture(new RedisAwayException(
                            "redis: " + line.address() + " is a " + role + " now, expected a master"));
                });
    }

    /** A cluster's server refuses commands for a while after it started, and for as long as others are missing. */
    private Future<Void> serves(Line line) {
        return line.connection()
                .send(Request.cmd(Command.CLUSTER, "INFO"))
                .timeout(limitMillis, TimeUnit.MILLISECONDS)
                .transform(reply -> {
                    if (reply.failed()) return told(line, reply.cause());
                    if (!reply.result().toString().contains("cluster_state:fail")) return Future.succeededFuture();
                    return Future.failedFuture(new RedisAwayException(
                            "redis: " + line.address() + " says that its cluster is down (CLUSTER INFO)"));
                });
    }

    /** A user that may not ask this may still be good for all that is needed. */
    private static Future<Void> told(Line line, Throwable failure) {
        return ("" + failure.getMessage()).startsWith("NOPERM")
                ? Future.succeededFuture()
                : Future.failedFuture(explained(line.address(), failure));
    }

    private static RedisAwayException explained(Address address, Throwable failure) {
        String said = String.valueOf(failure.getMessage());
        if (said.startsWith("NOAUTH"))
            return new RedisAwayException(
                    "redis: " + address + " wants a password; set redis.password (REDIS_PASSWORD)");
        if (said.startsWith("WRONGPASS") || said.startsWith("ERR AUTH") || said.startsWith("ERR invalid password"))
            return new RedisAwayException("redis: " + address
                    + " refused the password; check redis.user and redis.password (REDIS_PASSWORD): " + said);
        if (said.startsWith("LOADING"))
            return new RedisAwayException("redis: " + address + " is reading its data: " + said);
        Throwable root = failure;
        while (root.getCause() != null) root = root.getCause();
        if (failure instanceof SSLException)
            return new RedisAwayException(
                    "redis: " + address + " and this node do not agree on TLS; check redis.tls and"
                            + " redis.tls_ca (REDIS_TLS_CA), and the names in its certificate: " + root.getMessage());
        return new RedisAwayException("redis: cannot reach " + address + ": " + said);
    }

    private RedisOptions options(Address address) {
        String scheme = config.tls() ? "rediss://" : "redis://";
        String database = config.database() == 0 ? "" : "/" + config.database();
        NetClientOptions net =
                new NetClientOptions().setTcpNoDelay(true).setTcpKeepAlive(true).setConnectTimeout((int) limitMillis);
        if (config.tls()) {
            net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
            if (config.ca() != null) net.setTrustOptions(new PemTrustOptions().addCertPath("" + config.ca()));
        }
        RedisOptions options = new RedisOptions()
                .setNetClientOptions(net)
                .setConnectionString(scheme + address + database)
                // Otherwise each attempt would be a pool of its own to whoever counts pools, under a random name.
                .setPoolName("redis")
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setPoolCleanerInterval(-1)
                .setMaxWaitingHandlers(MOST_PENDING + 1);
        if (config.password() != null) options.setPassword(config.password());
        if (config.user() != null) options.setUser(config.user());
        return options;
    }
}

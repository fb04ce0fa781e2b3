package dev.sluice.channel;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/**
 * Makes a client that comes back come over another connection, and so maybe to another node, as {@code Connection: close} does in HTTP/1.1:
 * the connection's HTTP/2 peer is sent GOAWAY (RFC 9113, section 6.8). What runs on the connection runs on; it closes when the last of it has ended,
 * and what is asked behind the GOAWAY was not seen here, so that the client asks it elsewhere.
 *
 * <p>To be called behind the response after which the client shall go, not before it: Java's own client, up to Java 23, takes GOAWAY for the
 * connection's end.
 */
public final class Parting {
    /** Those that read here have limits of their own; this one only keeps a broken client from being waited for until the node ends. */
    private static final long LONGEST_HOURS = 24;

    private Parting() {}

    /** On the connection's loop. Idempotent; nothing where the connection is none of HTTP/2. */
    public static void from(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) request.connection().shutdown(LONGEST_HOURS, TimeUnit.HOURS);
    }
}

package dev.sluice.edge;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Provenance;
import dev.sluice.model.TelemetryConfig;
import dev.sluice.model.Trace;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Reads from a request's head who called, by which way, and for how long. {@code X-Forwarded-*} is believed only where the peer is a
 * proxy of ours: anybody else could write anything there. Any thread.
 */
final class ProvenanceReader {
    static final String TIMEOUT = "x-sluice-timeout-ms";
    static final String MAX_WAIT = "x-sluice-max-wait-ms";

    /** W3C Trace Context, 3.2.2: version, trace id, parent id, flags; of later versions, whatever follows. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    /** The same, 3.3.1.1: at least this much of tracestate should be passed on. */
    private static final int MAX_TRACESTATE = 512;

    private static final int MAX_MILLIS_DIGITS = 9;
    private static final int MAX_MILLIS = 999_999_999;
    private static final String STREAMS = "/api/v1/streams";

    private final List<AddressRange> trusted;
    private final TelemetryConfig telemetry;
    private final RandomGenerator random;

    /**
     * @param trusted addresses and CIDR ranges, checked when the configuration was read
     * @param random  for the ids of spans
     */
    ProvenanceReader(List<String> trusted, TelemetryConfig telemetry, RandomGenerator random) {
        this.trusted = trusted.stream().map(AddressRange::parse).toList();
        this.telemetry = telemetry;
        this.random = random;
    }

    /** Fails with {@code invalid_request} where the caller's timeout or its patience is no number. */
    Provenance of(HttpServerRequest request) {
        return read(request, millis(request, TIMEOUT, 1), millis(request, MAX_WAIT, 0));
    }

    /** For a WebSocket, whose head says nothing about the single requests. */
    Provenance ofSocket(HttpServerRequest request) {
        return read(request, null, null);
    }

    /**
     * For a submission on a WebSocket, which is one to the streams by another way; its message has the members {@code timeout_ms} and
     * {@code max_wait_ms} in place of the headers.
     *
     * @param socket which way the socket came
     * @param number of the submission on the socket, from 1
     */
    Provenance ofSubmission(Provenance socket, JsonObject message, int number) {
        Trace ours = socket.trace() == null ? null : socket.trace().sibling(random);
        return new Provenance(
                STREAMS,
                socket.forwardedFor(),
                socket.realIp(),
                socket.proto(),
                socket.host(),
                ours == null ? socket.traceparent() : ours.traceparent(),
                socket.tracestate(),
                millis(message, "timeout_ms", 1),
                millis(message, "max_wait_ms", 0),
                false,
                socket.requestId() + "-" + number,
                null,
                ours);
    }

    private static Duration millis(JsonObject message, String member, int least) {
        Integer millis = Json.integer(message, member, least, MAX_MILLIS);
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private Provenance read(HttpServerRequest request, Duration timeout, Duration maxWait) {
        MultiMap head = request.headers();
        String peer =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        boolean proxied = trusts(peer);
        String chain = proxied ? String.join(", ", head.getAll("x-forwarded-for")) : "";
        String trace = head.get("traceparent");
        boolean traced = trace != null && TRACEPARENT.matcher(trace).matches();
        Trace ours = telemetry.tracing() ? Trace.of(traced ? trace : null, telemetry.sample(), random) : null;
        return new Provenance(
                request.path(),
                chain.isEmpty() ? peer : chain + ", " + peer,
                chain.isEmpty() ? peer : nearestStranger(chain, peer),
                or(proxied ? head.get("x-forwarded-proto") : null, request.isSSL() ? "https" : "http"),
                or(proxied ? head.get("x-forwarded-host") : null, authority(request)),
                ours != null ? ours.traceparent() : traced ? trace : null,
                traced ? state(head) : null,
                timeout,
                maxWait,
                false,
                Reception.idOf(request),
                null,
                ours);
    }

    /** From the right, since every proxy adds the address that it saw: the first that is no proxy of ours. */
    private String nearestStranger(String chain, String peer) {
        String[] hops = chain.split(",");
        for (int i = hops.length - 1; i >= 0; i--) {
            String hop = hops[i].strip();
            if (!NetUtil.isValidIpV4Address(hop) && !NetUtil.isValidIpV6Address(hop)) return peer;
            if (i == 0 || !trusts(hop)) return hop;
        }
        return peer;
    }

    private boolean trusts(String address) {
        if (address == null) return false;
        for (AddressRange range : trusted) if (range.contains(address)) return true;
        return false;
    }

    private static String authority(HttpServerRequest request) {
        return request.authority() == null ? null : request.authority().toString();
    }

    private static String state(MultiMap head) {
        String state = String.join(",", head.getAll("tracestate"));
        return state.isEmpty() || state.length() > MAX_TRACESTATE ? null : state;
    }

    private static String or(String value, String otherwise) {
        return value == null || value.isEmpty() ? otherwise : value;
    }

    private static Duration millis(HttpServerRequest request, String header, int least) {
        String millis = request.getHeader(header);
        if (millis == null) return null;
        boolean number = millis.matches("\\d{1," + MAX_MILLIS_DIGITS + "}") && Integer.parseInt(millis) >= least;
        if (!number) throw new InvalidValueException(header, millis, "milliseconds, " + least + " to 999999999");
        return Duration.ofMillis(Integer.parseInt(millis));
    }
}

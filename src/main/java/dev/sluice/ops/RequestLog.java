package dev.sluice.ops;

import dev.sluice.hub.Ended;
import dev.sluice.hub.HubObserver;
import dev.sluice.model.Answered;
import dev.sluice.model.EdgeObserver;
import dev.sluice.model.TelemetryConfig.RequestLines;
import dev.sluice.model.Usage;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line for each finished request: what a human looks for when a caller quotes a request's id. Nothing in it is what anybody wrote or
 * got from a model, and nothing that opens anything: no prompt, key, token, path as it came, or query. Any thread.
 *
 * <p>The times are HAProxy's, under plainer names: {@code queue_ms} is its Tw, {@code connect_ms} its Tc, {@code first_token_ms} Tr, and
 * {@code total_ms} Tt; as there, -1 stands for what the request did not come to.
 */
public final class RequestLog implements HubObserver, EdgeObserver {
    /** The name of the logger, by which its lines can be sent elsewhere. */
    public static final String LOGGER = "dev.sluice.requests";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final int SHOWN = 64;

    private final RequestLines lines;

    /** @param lines which requests get one */
    public RequestLog(RequestLines lines) {
        this.lines = lines;
    }

    @Override
    public void ended(Ended request) {
        if (lines == RequestLines.OFF || !LOG.isInfoEnabled()) return;
        LoggingEventBuilder line = LOG.atInfo();
        add(line, "request_id", request.from().requestId());
        if (request.from().trace() != null)
            add(line, "trace_id", request.from().trace().traceId());
        add(line, "session", request.from().session());
        add(line, "tenant", plain(request.who().tenant()));
        add(line, "user_tier", request.who().tier().wire());
        if (request.stream() != null) add(line, "stream", request.stream().value());
        add(line, "model", request.model());
        add(line, "upstream", request.way().upstream());
        add(line, "endpoint", request.way().call().endpoint());
        add(line, "status", request.status());
        add(line, "source", request.kind().name().toLowerCase(Locale.ROOT));
        add(line, "attempts", request.way().call().attempts());
        Usage usage = request.usage();
        if (usage != null) {
            add(line, "prompt_tokens", usage.promptTokens());
            add(line, "completion_tokens", usage.completionTokens());
        }
        add(line, "cost_usd", request.costUsd());
        add(line, "queue_ms", millis(request.way().queueNanos()));
        add(line, "connect_ms", millis(request.way().call().connectNanos()));
        add(line, "first_token_ms", millis(request.firstContentNanos()));
        add(line, "total_ms", millis(request.totalNanos()));
        line.log("answer");
    }

    @Override
    public void answered(Answered request) {
        boolean refused = request.status() >= 400;
        if (lines == RequestLines.OFF || lines == RequestLines.ANSWERS && !refused || !LOG.isInfoEnabled()) return;
        LoggingEventBuilder line = LOG.atInfo();
        add(line, "request_id", request.requestId());
        add(line, "method", plain(request.method()));
        add(line, "route", request.route());
        add(line, "status", request.status());
        add(line, "code", request.code());
        add(line, "head_ms", millis(request.nanos()));
        line.log("request");
    }

    private static void add(LoggingEventBuilder line, String name, Object value) {
        if (value != null) line.addKeyValue(name, value);
    }

    /** A tenant comes from a token, a method from anywhere: neither may end the line. */
    private static String plain(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), SHOWN));
        for (int i = 0; i < text.length() && i < SHOWN; i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) || c == '"' ? '?' : c);
        }
        return out.toString();
    }

    /** In steps of a microsecond. */
    private static double millis(long nanos) {
        return nanos < 0 ? -1 : TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0;
    }
}

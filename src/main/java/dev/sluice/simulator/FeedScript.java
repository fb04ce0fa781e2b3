package dev.sluice.simulator;

import io.vertx.core.MultiMap;
import java.util.Set;

/**
 * How a feed shall be served, from the query: see {@link FeedEndpoint}.
 *
 * @param rate   events a second
 * @param event  their name; empty for none
 * @param ids    whether they carry ids
 * @param lines  whether as JSON lines instead of SSE
 * @param resume whether Last-Event-ID is honoured
 * @param keep   how many past events can still be had
 * @param tell   whether the response says, in a header, behind which event it goes on
 * @param retry  of a {@code retry:} field that comes first, in milliseconds, or -1
 * @param fault  {@code none}, {@code cut}, {@code rst}, {@code stall}, {@code 204}, {@code 500} or {@code html}
 * @param at     after how many events of a connection it breaks
 */
record FeedScript(
        double rate,
        String event,
        boolean ids,
        boolean lines,
        boolean resume,
        long keep,
        boolean tell,
        long retry,
        String fault,
        long at) {
    private static final Set<String> KEYS =
            Set.of("rate", "event", "id", "format", "resume", "keep", "tell", "retry", "fault", "at");

    private static final Set<String> FAULTS = Set.of("none", "cut", "rst", "stall", "204", "500", "html");

    /** @throws IllegalArgumentException where the query asks for what there is not; the message says what */
    static FeedScript read(MultiMap query) {
        for (String key : query.names()) if (!KEYS.contains(key)) throw wrong(key, query.get(key), "one of " + KEYS);
        double rate = number(query, "rate", 1);
        if (!(rate >= 0.001 && rate <= 10_000)) throw wrong("rate", query.get("rate"), "0.001 to 10000");
        String fault = query.contains("fault") ? query.get("fault") : "none";
        if (!FAULTS.contains(fault)) throw wrong("fault", fault, "one of " + FAULTS);
        return new FeedScript(
                rate,
                query.contains("event") ? query.get("event") : "tick",
                number(query, "id", 1) != 0,
                "json-lines".equals(query.get("format")),
                number(query, "resume", 1) != 0,
                (long) number(query, "keep", 1000),
                number(query, "tell", 0) != 0,
                (long) number(query, "retry", -1),
                fault,
                (long) number(query, "at", 5));
    }

    private static double number(MultiMap query, String key, double otherwise) {
        String text = query.get(key);
        if (text == null) return otherwise;
        if (!text.matches("-?\\d{1,9}(\\.\\d{1,9})?")) throw wrong(key, text, "a number");
        return Double.parseDouble(text);
    }

    private static IllegalArgumentException wrong(String key, String got, String expected) {
        return new IllegalArgumentException(key + ": got " + got + ", expected " + expected);
    }

    boolean breaks() {
        return fault.equals("cut") || fault.equals("rst") || fault.equals("stall");
    }
}

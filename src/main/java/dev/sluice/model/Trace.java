package dev.sluice.model;

import java.util.random.RandomGenerator;

/**
 * One request's place in a distributed trace: W3C Trace Context, level 1. Two spans are ours: one for the request as its caller sees
 * it, and below it one for what a provider was asked. Ids are made here and sent on; the spans are told once the request has ended.
 *
 * @param traceId  32 hex digits
 * @param parent   span of the caller, 16 hex digits; null where the trace begins here
 * @param server   span of the request
 * @param client   span of the provider's part, which the provider is told as its parent
 * @param sampled  whether the spans are told to a collector
 */
public record Trace(String traceId, String parent, String server, String client, boolean sampled) {
    private static final int PARENT_AT = 36;
    private static final int FLAGS_AT = 53;

    /**
     * @param traceparent as it came, its form checked; null where none came
     * @param sample      percent to be sampled where the caller did not decide
     */
    public static Trace of(String traceparent, int sample, RandomGenerator random) {
        String server = hex(random);
        String client = hex(random);
        if (traceparent == null)
            return new Trace(hex(random) + hex(random), null, server, client, random.nextInt(100) < sample);
        boolean sampled = (Integer.parseInt(traceparent.substring(FLAGS_AT, FLAGS_AT + 2), 16) & 1) == 1;
        String traceId = traceparent.substring(3, PARENT_AT - 1);
        return new Trace(traceId, traceparent.substring(PARENT_AT, PARENT_AT + 16), server, client, sampled);
    }

    /** Another request of the same caller: the same trace and parent, spans of its own. */
    public Trace sibling(RandomGenerator random) {
        return new Trace(traceId, parent, hex(random), hex(random), sampled);
    }

    /** What the provider is told. */
    public String traceparent() {
        return "00-" + traceId + "-" + client + (sampled ? "-01" : "-00");
    }

    /** Not all zeros, which would be no id (section 3.2.2.3). */
    private static String hex(RandomGenerator random) {
        long id = random.nextLong();
        while (id == 0) id = random.nextLong();
        String digits = Long.toHexString(id);
        return "0".repeat(16 - digits.length()) + digits;
    }
}

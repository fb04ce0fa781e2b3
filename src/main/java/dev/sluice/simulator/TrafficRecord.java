package dev.sluice.simulator;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * What the simulator has served. A crossing: the simulator's loop alone writes, any thread reads, and what it reads is at
 * most one event behind. Counts are published as one immutable value, so that they agree with each other.
 */
public final class TrafficRecord {
    /** Requests that are remembered one by one; older ones that have ended stay in the counts only. */
    public static final int REMEMBERED = 10_000;

    /**
     * @param connections    TCP connections open now
     * @param connected      TCP connections ever accepted
     * @param begun          chat completions that arrived, refused ones included
     * @param running        those that have not ended
     * @param ended          all that have ended; the four counts that follow are parts of it, the rest was closed
     * @param aborted        those whose client left first
     * @param maxRunning     most that ran at once
     * @param tokens         content tokens of those that have ended
     */
    public record Counts(
            int connections,
            long connected,
            long begun,
            int running,
            long ended,
            long completed,
            long refused,
            long broken,
            long aborted,
            int maxRunning,
            long tokens) {

        Counts connection(int change) {
            return new Counts(
                    connections + change,
                    connected + Math.max(0, change),
                    begun,
                    running,
                    ended,
                    completed,
                    refused,
                    broken,
                    aborted,
                    maxRunning,
                    tokens);
        }

        Counts oneBegun() {
            int now = running + 1;
            return new Counts(
                    connections,
                    connected,
                    begun + 1,
                    now,
                    ended,
                    completed,
                    refused,
                    broken,
                    aborted,
                    Math.max(maxRunning, now),
                    tokens);
        }

        Counts oneEnded(Ending how, int itsTokens) {
            return new Counts(
                    connections,
                    connected,
                    begun,
                    running - 1,
                    ended + 1,
                    completed + (how == Ending.COMPLETED ? 1 : 0),
                    refused + (how == Ending.REFUSED ? 1 : 0),
                    broken + (how == Ending.BROKEN ? 1 : 0),
                    aborted + (how == Ending.ABORTED ? 1 : 0),
                    maxRunning,
                    tokens + itsTokens);
        }
    }

    private volatile Counts counts = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    private final ConcurrentLinkedDeque<Entry> entries = new ConcurrentLinkedDeque<>();
    private int remembered;

    TrafficRecord() {}

    /** Any thread. */
    public Counts counts() {
        return counts;
    }

    /** The remembered requests, oldest first. Any thread. */
    public List<ServedRequest> requests() {
        return entries.stream().map(entry -> entry.served).toList();
    }

    /** The newest request. Any thread. */
    public Optional<ServedRequest> last() {
        return Optional.ofNullable(entries.peekLast()).map(entry -> entry.served);
    }

    void connection(int change) {
        counts = counts.connection(change);
    }

    Entry begin(long nanos) {
        counts = counts.oneBegun();
        Entry entry = new Entry(new ServedRequest(counts.begun(), null, 0, null, nanos, 0));
        entries.addLast(entry);
        if (++remembered > REMEMBERED) {
            entries.pollFirst();
            remembered--;
        }
        return entry;
    }

    /** One request's line in the record. Written by the loop alone. */
    final class Entry {
        private volatile ServedRequest served;

        private Entry(ServedRequest served) {
            this.served = served;
        }

        ServedRequest served() {
            return served;
        }

        void model(String model) {
            ServedRequest s = served;
            served = new ServedRequest(s.id(), model, s.tokens(), s.ending(), s.beganNanos(), s.endedNanos());
        }

        void sent(int tokens) {
            ServedRequest s = served;
            served = new ServedRequest(s.id(), s.model(), tokens, s.ending(), s.beganNanos(), s.endedNanos());
        }

        void end(Ending how, long nanos) {
            ServedRequest s = served;
            served = new ServedRequest(s.id(), s.model(), s.tokens(), how, s.beganNanos(), nanos);
            counts = counts.oneEnded(how, s.tokens());
        }
    }
}

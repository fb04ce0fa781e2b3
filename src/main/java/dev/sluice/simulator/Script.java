package dev.sluice.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How one request is to be answered: read from the model's name and the header by {@link ScriptReader}. Immutable.
 *
 * @param head            from the request to the response head
 * @param firstToken      from the request to the first token; the head goes out before, unless {@code head} is longer
 * @param tokensPerSecond 0: as fast as the socket takes it
 * @param jitter          0 to 1: by which fraction a gap between tokens may be shorter or longer
 * @param tokens          exact number of content tokens, or -1: as many as the answer takes
 * @param eventBytes      least size of a content event's JSON in bytes, reached by padding
 * @param seed            varies the text, the jitter and the places of cuts
 * @param at              for a break: after that many content tokens; 0 before the first event, -1 before the head
 * @param retryAfter      seconds to put into {@code Retry-After}, or -1: no such header
 * @param times           how many requests with this {@code faultId} see the faults
 * @param faultId         null: every request sees them
 */
record Script(
        Duration head,
        Duration firstToken,
        double tokensPerSecond,
        double jitter,
        int tokens,
        int eventBytes,
        long seed,
        Set<Fault> faults,
        int at,
        int retryAfter,
        int times,
        String faultId) {

    boolean has(Fault fault) {
        return faults.contains(fault);
    }

    Optional<Fault> refusal() {
        return one(Fault.Kind.REFUSAL);
    }

    Optional<Fault> breaking() {
        return one(Fault.Kind.BREAK);
    }

    Script withoutFaults() {
        return new Script(
                head,
                firstToken,
                tokensPerSecond,
                jitter,
                tokens,
                eventBytes,
                seed,
                Set.of(),
                at,
                retryAfter,
                times,
                faultId);
    }

    private Optional<Fault> one(Fault.Kind kind) {
        return faults.stream().filter(fault -> fault.kind() == kind).findFirst();
    }
}

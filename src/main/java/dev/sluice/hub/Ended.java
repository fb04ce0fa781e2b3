package dev.sluice.hub;

import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.StreamId;
import dev.sluice.model.Usage;

/**
 * A request that has ended, in whatever way. Times in nanoseconds since it came, -1 for what did not come so far.
 *
 * @param from              by which way it came
 * @param who               asked
 * @param stream            null where the answer did not stream
 * @param model             of the route, as it is configured
 * @param status            {@code ok}, {@code cancelled} or a failure's code
 * @param kind              whose call to a provider it was
 * @param way               NONE where it was not its own
 * @param usage             null where the provider never told
 * @param costUsd           what its caller pays
 * @param firstContentNanos of a streamed answer
 */
public record Ended(
        Provenance from,
        Principal who,
        StreamId stream,
        String model,
        String status,
        Supply.Kind kind,
        Way way,
        Usage usage,
        double costUsd,
        long firstContentNanos,
        long totalNanos) {}

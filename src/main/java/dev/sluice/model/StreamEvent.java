package dev.sluice.model;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * What a stream's log holds. The last event of a completion is a {@link Terminal} one, and only the last; a feed has no last one.
 */
public sealed interface StreamEvent {
    /** The event's name on the wire. */
    String name();

    /** Rough bytes held, for the log's limits. */
    int bytes();

    /** The event that seals a log. */
    sealed interface Terminal extends StreamEvent {}

    /** The answer begins. */
    record Start(String model, TabId tab) implements StreamEvent {
        @Override
        public String name() {
            return "start";
        }

        @Override
        public int bytes() {
            return 64;
        }
    }

    /**
     * One OpenAI {@code chat.completion.chunk}; or, in a stream that passes from a provider to a caller of another dialect that is
     * both their own, one event of that dialect as it came.
     *
     * @param json     the chunk's JSON in UTF-8, on one line (no CR, no LF; a passed one may have LF); never changed once it is here
     * @param textFrom where the body of {@code choices[0].delta.content}'s string literal begins in {@code json} (after
     *                 the opening quote), if the chunk carries nothing but that text delta; otherwise -1
     * @param textTo   where that body ends (at the closing quote), or -1. Bodies of adjacent chunks may be joined as
     *                 they are: the join of two literals is the literal of the join
     * @param usageOnly whether it is the extra chunk that holds usage and no choices, for callers that asked for it
     * @param event     null for OpenAI's; of an event that passes, the name that it came under, {@code ""} for none
     */
    record Chunk(Buffer json, int textFrom, int textTo, boolean usageOnly, String event) implements StreamEvent {
        /** One that is not for usage alone. */
        public Chunk(Buffer json, int textFrom, int textTo) {
            this(json, textFrom, textTo, false);
        }

        /** One of OpenAI's. */
        public Chunk(Buffer json, int textFrom, int textTo, boolean usageOnly) {
            this(json, textFrom, textTo, usageOnly, null);
        }

        /** One that may not be merged with its neighbours. */
        public static Chunk opaque(Buffer json) {
            return new Chunk(json, -1, -1);
        }

        /**
         * An event of a dialect that its reader speaks.
         *
         * @param event its name, or {@code ""}
         */
        public static Chunk passed(String event, Buffer data) {
            return new Chunk(data, -1, -1, false, Objects.requireNonNull(event));
        }

        /** Whether this is no OpenAI chunk, but an event of the provider's own dialect. */
        public boolean passed() {
            return event != null;
        }

        /** Whether this is a pure text delta of choice 0, so that it may be merged with its neighbours. */
        public boolean mergeable() {
            return textFrom >= 0;
        }

        /** Whether both are pure text deltas whose JSON is the same but for the text. */
        public boolean differsInTextAlone(Chunk other) {
            if (textFrom < 0 || textFrom != other.textFrom || usageOnly || other.usageOnly) return false;
            if (event != null || other.event != null) return false;
            int tail = json.length() - textTo;
            return tail == other.json.length() - other.textTo
                    && same(json, 0, other.json, 0, textFrom)
                    && same(json, textTo, other.json, other.textTo, tail);
        }

        /** Eight bytes at a time: it is asked for each token of each answer. */
        private static boolean same(Buffer a, int fromA, Buffer b, int fromB, int length) {
            int i = 0;
            for (; i + 8 <= length; i += 8) if (a.getLong(fromA + i) != b.getLong(fromB + i)) return false;
            for (; i < length; i++) if (a.getByte(fromA + i) != b.getByte(fromB + i)) return false;
            return true;
        }

        @Override
        public String name() {
            return "chunk";
        }

        @Override
        public int bytes() {
            // With what the objects around it take.
            return json.length() + 176;
        }
    }

    /** The answer is complete, or was stopped by its user ({@code finishReason} "cancelled"). */
    record Done(String finishReason, Usage usage, double costUsd, boolean cached, boolean coalesced)
            implements Terminal {
        @Override
        public String name() {
            return "done";
        }

        @Override
        public int bytes() {
            return 96;
        }
    }

    /** The answer broke. */
    record Failed(String code, String message, boolean retryable) implements Terminal {
        @Override
        public String name() {
            return "failed";
        }

        @Override
        public int bytes() {
            return 96 + message.length();
        }
    }

    /**
     * One event of a feed.
     *
     * @param event its own name, such as {@code price}; {@code message} where its source gave none
     * @param id    its own id, or null
     * @param data  as SSE gives it: text, lines separated by LF
     */
    record FeedEvent(String event, String id, String data) implements StreamEvent {
        @Override
        public String name() {
            return "feed";
        }

        @Override
        public int bytes() {
            return data.length() + event.length() + (id == null ? 0 : id.length()) + 128;
        }
    }

    /**
     * Here a feed misses events that its source sent and nobody can get any more: the source was reached again, but could not go on
     * where it had stopped. Takes a number of its own, so that every reader is told exactly once.
     */
    record FeedGap() implements StreamEvent {
        @Override
        public String name() {
            return "gap";
        }

        @Override
        public int bytes() {
            return 64;
        }
    }

    /**
     * A job of the session stands differently now.
     *
     * @param members of the event's JSON, in UTF-8, without braces; never changed
     */
    record JobEvent(Buffer members) implements StreamEvent {
        @Override
        public String name() {
            return "job";
        }

        @Override
        public int bytes() {
            return members.length() + 128;
        }
    }
}

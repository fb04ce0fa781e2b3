package dev.sluice.channel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.model.SessionId;
import java.time.Duration;

/**
 * How the connections of sessions ended that have none now, so that it can be said of a reconnect why there was one. Bounded in number
 * and in time; whoever is forgotten came from elsewhere. Any thread.
 */
final class Departures {
    private static final int MOST = 20_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final String ELSEWHERE = "elsewhere";

    private final Cache<SessionId, String> causes =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    void left(SessionId session, String reason) {
        causes.put(session, reason);
    }

    String causeOf(SessionId session) {
        String cause = causes.getIfPresent(session);
        return cause == null ? ELSEWHERE : cause;
    }
}

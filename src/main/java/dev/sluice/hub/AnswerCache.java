package dev.sluice.hub;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Config.Sharing;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.upstream.JsonAnswer;

/** Answers that may be given again, for as long as the configuration says and as many as fit. Safe from any thread. */
final class AnswerCache {
    private final Cache<String, CachedAnswer> streams;
    private final Cache<String, JsonAnswer> answers;

    AnswerCache(Sharing config) {
        streams = config.cacheBytes() == 0
                ? null
                : Caffeine.newBuilder()
                        .expireAfterWrite(config.cacheTtl())
                        .maximumWeight(config.cacheBytes())
                        .weigher((String key, CachedAnswer answer) -> answer.bytes() + key.length())
                        .build();
        answers = config.cacheBytes() == 0
                ? null
                : Caffeine.newBuilder()
                        .expireAfterWrite(config.cacheTtl())
                        .maximumWeight(config.cacheBytes())
                        .weigher(
                                (String key, JsonAnswer answer) -> answer.body().length() + key.length())
                        .build();
    }

    /** Null where none is kept. */
    CachedAnswer stream(String key) {
        return streams == null ? null : streams.getIfPresent(key);
    }

    JsonAnswer json(String key) {
        return answers == null ? null : answers.getIfPresent(key);
    }

    /** Keeps a complete answer whose log still holds every event. */
    void keep(String key, StreamLog log, Done done) {
        CachedAnswer whole = streams == null ? null : CachedAnswer.of(log, done);
        if (whole != null) streams.put(key, whole);
    }

    void keep(String key, JsonAnswer answer) {
        if (answers != null) answers.put(key, answer);
    }
}

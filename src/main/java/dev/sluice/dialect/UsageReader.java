package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.model.Usage;
import java.io.IOException;

/**
 * Reads a {@code usage} object of OpenAI's or of those who speak like it. A count that is absent, null or no number is
 * 0. DeepSeek tells cached tokens as {@code prompt_cache_hit_tokens}, beside or instead of {@code
 * prompt_tokens_details.cached_tokens}.
 */
final class UsageReader {
    private final JsonParser parser;
    private long prompt;
    private long completion;
    private long cached;
    private long reasoning;
    private boolean any;

    private UsageReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Passes the current value. Null where it is no object, or one without any token count. */
    static Usage read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        UsageReader reader = new UsageReader(parser);
        reader.members();
        return reader.any ? new Usage(reader.prompt, reader.completion, reader.cached, reader.reasoning) : null;
    }

    private void members() throws IOException {
        for (String name; (name = parser.nextFieldName()) != null; ) {
            parser.nextToken();
            switch (name) {
                case "prompt_tokens" -> prompt = count(prompt);
                case "completion_tokens" -> completion = count(completion);
                case "prompt_cache_hit_tokens" -> cached = Math.max(cached, count(cached));
                case "prompt_tokens_details" -> cached = Math.max(cached, detail("cached_tokens", cached));
                case "completion_tokens_details" -> reasoning = detail("reasoning_tokens", reasoning);
                default -> parser.skipChildren();
            }
        }
    }

    private long detail(String wanted, long known) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return known;
        }
        long value = known;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            parser.nextToken();
            if (name.equals(wanted)) value = count(known);
            else parser.skipChildren();
        }
        return value;
    }

    private long count(long known) throws IOException {
        if (!parser.currentToken().isNumeric()) {
            parser.skipChildren();
            return known;
        }
        any = true;
        return Math.max(0, parser.getValueAsLong());
    }
}

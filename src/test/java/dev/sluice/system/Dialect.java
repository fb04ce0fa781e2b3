package dev.sluice.system;

import java.net.URI;
import java.util.Locale;

/** A dialect as tests need it: its client, and how its provider is asked. */
enum Dialect {
    OPENAI("authorization", "Bearer key-of-openai") {
        @Override
        Asker asker(URI base, String key) {
            return new OpenAiAsker(base, key);
        }

        @Override
        String path(boolean stream) {
            return "/v1/chat/completions";
        }
    },
    ANTHROPIC("x-api-key", "key-of-anthropic") {
        @Override
        Asker asker(URI base, String key) {
            return new AnthropicAsker(base, key);
        }

        @Override
        String path(boolean stream) {
            return "/v1/messages";
        }
    },
    GEMINI("x-goog-api-key", "key-of-gemini") {
        @Override
        Asker asker(URI base, String key) {
            return new GeminiAsker(base, key);
        }

        @Override
        String path(boolean stream) {
            return "/v1beta/models/sim-instant:" + (stream ? "streamGenerateContent" : "generateContent");
        }
    };

    private final String keyField;
    private final String credential;

    Dialect(String keyField, String credential) {
        this.keyField = keyField;
        this.credential = credential;
    }

    /** The dialect's official client. */
    abstract Asker asker(URI base, String key);

    /** Where the provider is asked for {@code sim-instant}. */
    abstract String path(boolean stream);

    /** The header in which the provider gets its key. */
    String keyField() {
        return keyField;
    }

    String credential() {
        return credential;
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    String model() {
        return "at-" + wire();
    }
}

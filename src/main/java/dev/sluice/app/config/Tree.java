package dev.sluice.app.config;

import java.util.List;
import java.util.Map;

/** What a YAML file says, before any of it has a type. {@code line} is that of the key, from 1. */
sealed interface Tree {
    int line();

    /** For a fault: what this is, in a word or two. */
    String kind();

    /** @param plain written without quotes, so that {@code null} and {@code ~} mean nothing */
    record Scalar(String text, boolean plain, int line) implements Tree {
        @Override
        public String kind() {
            return "a single value";
        }
    }

    record Items(List<Tree> values, int line) implements Tree {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** In the order of the file. */
    record Entries(Map<String, Tree> values, int line) implements Tree {
        @Override
        public String kind() {
            return "a mapping";
        }
    }
}

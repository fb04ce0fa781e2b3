package dev.sluice.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which environment variables a configuration asks for, and which an installation sets. */
final class EnvironmentNames {
    private static final Pattern ASKED = Pattern.compile("(?<!\\$)\\$\\{([A-Za-z_][A-Za-z0-9_]*)");

    private EnvironmentNames() {}

    /** Those that a configuration file reads; what stands in comments does not count. */
    static Set<String> readBy(Path config) {
        Set<String> names = new TreeSet<>();
        for (String line : text(config).lines().toList()) {
            Matcher matcher = ASKED.matcher(line.replaceFirst("(^|\\s)#.*", ""));
            while (matcher.find()) names.add(matcher.group(1));
        }
        return names;
    }

    /** The lines of a file as {@code configMapGenerator} reads them. */
    static Map<String, String> set(Path env) {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(env)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = new TreeMap<>();
        properties.forEach((k, v) -> all.put(k.toString(), v.toString()));
        return all;
    }

    /** The keys of a Secret or ConfigMap. */
    static Set<String> keys(Manifest manifest) {
        Set<String> names = new TreeSet<>();
        for (String field : new String[] {"data", "stringData"})
            if (manifest.at(field) instanceof Map<?, ?> map) map.keySet().forEach(k -> names.add(k.toString()));
        return names;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

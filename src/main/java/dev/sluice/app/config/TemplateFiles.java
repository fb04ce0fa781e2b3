package dev.sluice.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/** The files of the prompt templates: those of a directory, or the built-in ones of the class path. Blocking; any thread. */
final class TemplateFiles {
    private static final String ENDING = ".yaml";
    private static final String BUILT_IN = "conf/templates/";

    private TemplateFiles() {}

    /** The texts of all {@code *.yaml} directly in the directory, by their names without the ending. */
    static Map<String, String> in(Path directory) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(f -> f.getFileName().toString().endsWith(ENDING)).toList();
        }
        for (Path file : files) texts.put(name(file.getFileName().toString()), Files.readString(file));
        return texts;
    }

    /** Likewise, those that come with Sluice. */
    static Map<String, String> builtIn() throws IOException {
        ClassLoader loader = TemplateFiles.class.getClassLoader();
        // A jar need not have entries for directories; this file it has.
        URL beside = loader.getResource(ConfigLoader.DEFAULT_RESOURCE);
        if (beside == null) return Map.of();
        if (!(beside.openConnection() instanceof JarURLConnection jar))
            return in(Path.of(URI.create(beside.toString())).resolveSibling("templates"));
        Map<String, String> texts = new TreeMap<>();
        List<String> entries = jar.getJarFile().stream()
                .map(JarEntry::getName)
                .filter(name -> name.startsWith(BUILT_IN) && name.endsWith(ENDING))
                .toList();
        for (String entry : entries) {
            try (InputStream in = loader.getResourceAsStream(entry)) {
                texts.put(
                        name(entry.substring(BUILT_IN.length())),
                        new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static String name(String file) {
        return file.substring(0, file.length() - ENDING.length());
    }
}

package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the source files to the rules that compiled code no longer shows. */
final class SourceTreeTest {
    private static final int MAX_LINES = 300;
    private static final Path MAIN = Path.of("src/main");
    private static final Path TEST = Path.of("src/test");

    /** Comments, text blocks, strings and characters: where a keyword is only a word. */
    private static final Pattern NOT_CODE = Pattern.compile(
            "(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"" + "|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'");

    private static final Pattern SYNCHRONIZED = Pattern.compile("\\bsynchronized\\b");

    @Test
    void filesStayShortEnoughToReadAtOnce() {
        List<String> long_ = Stream.of(MAIN, TEST)
                .flatMap(SourceTreeTest::sources)
                .filter(file -> read(file).lines().count() > MAX_LINES)
                .map(Path::toString)
                .toList();
        assertEquals(List.of(), long_, "files of more than " + MAX_LINES + " lines");
    }

    @Test
    void everyPackageSaysWhichStepItIs() {
        List<String> silent = sources(MAIN)
                .filter(isJava())
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .map(Path::toString)
                .toList();
        assertEquals(List.of(), silent, "packages without a package-info.java");
    }

    @Test
    void onlyNamedCrossingsSynchronize() {
        List<String> found = sources(MAIN.resolve("java"))
                .filter(isJava())
                .filter(file -> !House.CROSSINGS.containsKey(className(file)))
                .filter(file -> SYNCHRONIZED
                        .matcher(NOT_CODE.matcher(read(file)).replaceAll(" "))
                        .find())
                .map(Path::toString)
                .toList();
        assertEquals(List.of(), found, "synchronized outside the crossings named in House");
    }

    @Test
    void theSourceTreeIsWhereTheseTestsLook() {
        assertTrue(sources(MAIN).anyMatch(isJava()), () -> "no sources under " + MAIN.toAbsolutePath());
    }

    private static Stream<Path> sources(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().matches(".*\\.(java|lua)")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Predicate<Path> isJava() {
        return file -> file.toString().endsWith(".java");
    }

    private static String className(Path file) {
        String name = MAIN.resolve("java").relativize(file).toString().replace('/', '.');
        return name.substring(0, name.length() - ".java".length());
    }
}

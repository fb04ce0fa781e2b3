package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.sluice.House.MAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the compiled code to the plan in {@link House}: who knows whom, who may do what. */
final class ArchitectureTest {
    private static final String BUFFER = "io.vertx.core.buffer.Buffer";

    /** The way to a buffer's bytes without a copy, for those who read each of them. */
    private static final Set<String> BYTES =
            Set.of(BUFFER, "io.vertx.core.internal.buffer.BufferInternal", "io.netty.buffer.ByteBuf");

    private static final String JSON = "io.vertx.core.json.";

    private static final Pattern IO = Pattern.compile("java\\.net\\.(?!URI|URLEncoder|URLDecoder).*"
            + "|java\\.nio\\.channels\\..*|java\\.nio\\.file\\.Files|java\\.io\\.(File|RandomAccessFile|Console).*"
            + "|javax\\.net\\..*|java\\.lang\\.Process.*");

    private static final Pattern SHARED_STATE = Pattern.compile("java\\.util\\.concurrent\\.(atomic|locks)\\..*"
            + "|java\\.util\\.concurrent\\.(Concurrent|CopyOnWrite|Blocking|Linked|Array|Priority|Semaphore).*");

    /** What a VarHandle does beyond plain reads of a view, such as longs in a byte array. */
    private static final Pattern ORDERED_ACCESS = Pattern.compile("java\\.lang\\.invoke\\.VarHandle\\."
            + "(compareAnd.*|weakCompareAnd.*|getAnd.*|.*Volatile|.*Acquire|.*Release|.*Opaque|.*Fence)");

    private static final Set<String> STANDARD_STREAMS =
            Set.of("java.lang.System.out", "java.lang.System.err", "java.lang.System.in");

    private static final Set<String> CLOCKS_AND_DICE = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Math.random",
            "java.lang.Thread.sleep",
            "java.time.Instant.now",
            "java.time.Clock.systemUTC",
            "java.util.concurrent.ThreadLocalRandom.current");

    @Test
    void everyRoomIsOnThePlan() {
        Set<String> unknown = rooms();
        unknown.removeAll(House.RANKS.keySet());
        unknown.remove(House.SIMULATOR);
        assertEquals(Set.of(), unknown, "packages without a rank");
    }

    @Test
    void aRoomImportsLowerRanksOnly() {
        holds(MAIN.stream()
                .filter(type -> House.roomOf(type) != null)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(ArchitectureTest::goesUpOrAside)
                .map(Dependency::getDescription));
    }

    @Test
    void roomsFormNoCycle() {
        slices().matching(House.ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void theModelTakesBufferFutureAndJsonFromVertx() {
        mayTakeFromVertx(
                "model", name -> name.equals(BUFFER) || name.equals("io.vertx.core.Future") || name.startsWith(JSON));
    }

    @Test
    void sseTakesBytesFromVertx() {
        mayTakeFromVertx("sse", BYTES::contains);
    }

    @Test
    void dialectTakesBytesAndJsonFromVertx() {
        mayTakeFromVertx("dialect", name -> BYTES.contains(name) || name.startsWith(JSON));
    }

    @Test
    void theLogTakesBufferFromVertx() {
        mayTakeFromVertx("log", BUFFER::equals);
    }

    @Test
    void admissionTakesNothingFromVertx() {
        mayTakeFromVertx("admission", name -> false);
    }

    @Test
    void thePureRoomsDoNoInputOrOutput() {
        doNotDependOn(inRooms("model", "sse", "dialect", "log", "admission"), IO.asMatchPredicate());
    }

    @Test
    void timeAndChanceComeIntoThePureRoomsFromOutside() {
        holds(MAIN.stream()
                .filter(inRooms("model", "sse", "dialect", "log", "admission"))
                .filter(type -> !House.outermostName(type).equals(House.CLOCK))
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> CLOCKS_AND_DICE.contains(targetOf(access)) || isUnseededRandom(access))
                .map(JavaAccess::getDescription));
    }

    @Test
    void onlyOpsAndAppKnowMicrometer() {
        doNotDependOn(
                type -> !inRooms("ops", "app").test(type),
                name -> name.startsWith("io.micrometer.") || name.startsWith("io.vertx.micrometer."));
    }

    @Test
    void nothingLogsThroughJavaUtilLogging() {
        doNotDependOn(type -> true, name -> name.startsWith("java.util.logging."));
    }

    @Test
    void onlyAppWritesToTheStandardStreams() {
        holds(MAIN.stream()
                .filter(type -> !inRooms("app").test(type))
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> STANDARD_STREAMS.contains(targetOf(access))
                        || access.getTarget().getName().equals("printStackTrace"))
                .map(JavaAccess::getDescription));
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Service|Data|Impl)(\\$.*)?")
                .check(MAIN);
    }

    @Test
    void threadsMeetInNamedCrossingsOnly() {
        Predicate<JavaClass> confined =
                type -> !inRooms("ops").test(type) && !House.CROSSINGS.containsKey(House.outermostName(type));
        Stream<String> guarded = MAIN.stream()
                .filter(confined)
                .flatMap(type -> type.getMembers().stream())
                .filter(member -> member.getModifiers().contains(JavaModifier.VOLATILE)
                        || member.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                .map(member -> member.getFullName() + " is volatile or synchronized");
        Stream<String> ordered = MAIN.stream()
                .filter(confined)
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> ORDERED_ACCESS.matcher(targetOf(access)).matches())
                .map(JavaAccess::getDescription);
        Stream<String> shared = dependencies(confined, SHARED_STATE.asMatchPredicate());
        holds(Stream.of(guarded, ordered, shared).flatMap(found -> found));
    }

    @Test
    void everyNamedCrossingIsThereAndSaysWhy() {
        House.CROSSINGS.forEach((name, reason) -> {
            assertTrue(MAIN.contain(name), () -> name + " is listed as a crossing, but is not there any more");
            assertTrue(reason.length() > 20, () -> name + " is listed as a crossing without a reason");
        });
    }

    private static Set<String> rooms() {
        return MAIN.stream()
                .map(House::roomOf)
                .filter(room -> room != null)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean goesUpOrAside(Dependency dependency) {
        String from = House.roomOf(dependency.getOriginClass());
        String to = House.roomOf(dependency.getTargetClass().getBaseComponentType());
        return to != null && !House.mayImport(from, to);
    }

    private static void mayTakeFromVertx(String room, Predicate<String> allowed) {
        doNotDependOn(
                inRooms(room),
                name -> (name.startsWith("io.vertx.") || name.startsWith("io.netty.")) && !allowed.test(name));
    }

    private static void doNotDependOn(Predicate<JavaClass> origins, Predicate<String> targets) {
        holds(dependencies(origins, targets));
    }

    private static Stream<String> dependencies(Predicate<JavaClass> origins, Predicate<String> targets) {
        return MAIN.stream()
                .filter(origins)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> targets.test(
                        dependency.getTargetClass().getBaseComponentType().getName()))
                .map(Dependency::getDescription);
    }

    private static Predicate<JavaClass> inRooms(String... rooms) {
        return type -> List.of(rooms).contains(House.roomOf(type));
    }

    private static String targetOf(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }

    private static boolean isUnseededRandom(JavaAccess<?> access) {
        return access.getTarget().getFullName().equals("java.util.Random.<init>()");
    }

    private static void holds(Stream<String> violations) {
        List<String> found = violations.distinct().sorted().toList();
        if (!found.isEmpty()) fail("\n  " + String.join("\n  ", found));
    }
}

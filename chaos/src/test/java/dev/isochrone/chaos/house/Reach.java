package dev.isochrone.chaos.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * What no code may reach for from where it stands: time and chance come in through the door, the
 * process belongs to main, and a thread pool is somebody's.
 *
 * <p>Calls and method references count alike.
 */
final class Reach {
  /**
   * Who may, as {@code class -> member}. Short, since whatever stands here is out of a simulation's
   * hands.
   */
  private static final Set<String> DOORS =
      Set.of(
          "dev.isochrone.hlc.PhysicalClock -> java.lang.System.currentTimeMillis",
          "dev.isochrone.hlc.Ticker -> java.lang.System.nanoTime",
          // An identity is drawn once, before there is anything to replay.
          "dev.isochrone.server.disk.IdentityFile -> java.security.SecureRandom.<init>",
          "dev.isochrone.region.RegionController -> java.security.SecureRandom.<init>",
          // Names of sessions, which go into the log as they were drawn.
          "dev.isochrone.zone.ZoneNode -> java.security.SecureRandom.<init>",
          "dev.isochrone.local.LocalCluster -> java.security.SecureRandom.<init>",
          "dev.isochrone.client.Dispatcher$RequestIds -> java.util.UUID.randomUUID",
          // The jitter of a real client's retries; their course takes it as an argument.
          "dev.isochrone.client.Dispatcher -> java.util.concurrent.ThreadLocalRandom.current",
          "dev.isochrone.cli.Main -> java.lang.System.exit");

  private static final Set<String> CHANCE =
      Set.of(
          "java.lang.Math.random",
          "java.lang.System.identityHashCode",
          "java.security.SecureRandom.<init>",
          "java.util.Random.<init>",
          "java.util.SplittableRandom.<init>",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current");

  private static final Set<String> TIME =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.Thread.sleep",
          "java.util.Calendar.getInstance",
          "java.util.concurrent.TimeUnit.sleep");

  private static final Set<String> PROCESS =
      Set.of("java.lang.System.exit", "java.lang.Runtime.exit", "java.lang.Runtime.halt");

  private Reach() {}

  static List<HouseRule> rules() {
    return List.of(
        timeComesInThroughTheDoor(),
        chanceComesInThroughTheDoor(),
        theProcessBelongsToMain(),
        everyStageNamesItsExecutor(),
        nothingIsUnbounded(),
        thereIsNoStaticState(),
        onlyTheCommandPrints());
  }

  private static HouseRule timeComesInThroughTheDoor() {
    return HouseRule.of(
            "time comes in through PhysicalClock and Ticker",
            noneReachesFor(
                "the time",
                access ->
                    TIME.contains(member(access))
                        || (owner(access).getPackageName().startsWith("java.time")
                            && Set.of("now", "systemUTC", "systemDefaultZone", "system")
                                .contains(access.getName()))
                        || (member(access).equals("java.util.Date.<init>")
                            && parameters(access).isEmpty())))
        .brokenBy(method("zone", "long f() { return System.currentTimeMillis(); }"))
        .brokenBy(method("zone", "long f() { return System.nanoTime(); }"))
        .brokenBy(method("hlc", "java.util.function.LongSupplier f = System::nanoTime;"))
        .brokenBy(method("zone", "Object f() { return java.time.Instant.now(); }"))
        .brokenBy(method("zone", "Object f() { return java.time.Clock.systemUTC(); }"))
        .brokenBy(method("zone", "Object f() { return new java.util.Date(); }"))
        .brokenBy(method("zone", "void f() throws Exception { Thread.sleep(1); }"))
        .brokenBy(
            method(
                "zone",
                "void f() throws Exception { java.util.concurrent.TimeUnit.SECONDS.sleep(1); }"))
        .keptBy(
            "package dev.isochrone.hlc; class PhysicalClock {"
                + " java.util.function.LongSupplier f = System::currentTimeMillis; }")
        .keptBy(method("zone", "Object f() { return java.time.Instant.ofEpochMilli(0); }"));
  }

  private static HouseRule chanceComesInThroughTheDoor() {
    return HouseRule.of(
            "chance comes in through the door",
            noneReachesFor(
                "chance",
                access ->
                    CHANCE.contains(member(access))
                        || (access.getName().equals("parallelStream")
                            && owner(access).isAssignableTo(java.util.Collection.class))))
        .brokenBy(method("zone", "Object f = new java.util.Random();"))
        .brokenBy(method("zone", "java.util.function.Supplier<Object> f = java.util.Random::new;"))
        .brokenBy(method("zone", "Object f = java.util.UUID.randomUUID();"))
        .brokenBy(method("zone", "Object f = java.util.concurrent.ThreadLocalRandom.current();"))
        .brokenBy(method("zone", "double f = Math.random();"))
        .brokenBy(method("zone", "int f = System.identityHashCode(this);"))
        .brokenBy(method("zone", "Object f = new java.util.ArrayList<>().parallelStream();"))
        .keptBy(
            method("zone", "Object f(java.util.random.RandomGenerator r) { return r.nextInt(); }"))
        .keptBy(method("zone", "Object f = java.util.UUID.fromString(\"0-0-0-0-0\");"));
  }

  private static HouseRule theProcessBelongsToMain() {
    return HouseRule.of(
            "only main ends the process",
            noneReachesFor("the process's end", access -> PROCESS.contains(member(access))))
        .brokenBy(method("zone", "void f() { System.exit(1); }"))
        .brokenBy(method("cli", "void f() { Runtime.getRuntime().halt(1); }"))
        .keptBy("package dev.isochrone.cli; class Main { void f() { System.exit(1); } }");
  }

  private static HouseRule everyStageNamesItsExecutor() {
    String future = "java.util.concurrent.CompletableFuture";
    return HouseRule.of(
            "every asynchronous stage names its executor",
            noneReachesFor(
                "the common pool",
                access ->
                    member(access).equals("java.util.concurrent.ForkJoinPool.commonPool")
                        || (access.getName().endsWith("Async")
                            && owner(access).isAssignableTo(CompletionStage.class)
                            && parameters(access).stream()
                                .noneMatch(type -> type.isAssignableTo(Executor.class)))))
        .brokenBy(method("zone", "Object f = " + future + ".runAsync(() -> {});"))
        .brokenBy(method("zone", "Object f(" + future + "<?> g) { return g.thenRunAsync(null); }"))
        .brokenBy(
            method(
                "zone",
                "Object f(java.util.concurrent.CompletionStage<?> g) { return g.thenRunAsync(() -> {}); }"))
        .brokenBy(method("zone", "Object f = java.util.concurrent.ForkJoinPool.commonPool();"))
        .keptBy(
            method(
                "zone",
                "Object f(java.util.concurrent.Executor e) { return "
                    + future
                    + ".runAsync(() -> {}, e); }"))
        .keptBy(method("zone", "Object f(" + future + "<?> g) { return g.thenRun(() -> {}); }"));
  }

  private static HouseRule nothingIsUnbounded() {
    return HouseRule.of(
            "no pool grows without bound, no queue either",
            noneReachesFor(
                "an unbounded pool or queue",
                access ->
                    member(access).equals("java.util.concurrent.Executors.newCachedThreadPool")
                        || (Set.of(
                                    "java.util.concurrent.LinkedBlockingQueue.<init>",
                                    "java.util.concurrent.LinkedBlockingDeque.<init>")
                                .contains(member(access))
                            && parameters(access).isEmpty())))
        .brokenBy(
            method("zone", "Object f = java.util.concurrent.Executors.newCachedThreadPool();"))
        .brokenBy(method("zone", "Object f = new java.util.concurrent.LinkedBlockingQueue<>();"))
        .brokenBy(method("zone", "Object f = new java.util.concurrent.LinkedBlockingDeque<>();"))
        .keptBy(method("zone", "Object f = new java.util.concurrent.LinkedBlockingQueue<>(8);"));
  }

  private static HouseRule thereIsNoStaticState() {
    return HouseRule.of(
            "there is no static state",
            fields()
                .that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("dev.isochrone.api..")
                .should()
                .beFinal())
        .brokenBy(method("zone", "static int count;"))
        .keptBy(method("zone", "static final int COUNT_MAX = 1;"));
  }

  private static HouseRule onlyTheCommandPrints() {
    return HouseRule.of(
            "only the command prints",
            noClasses()
                .that()
                .resideOutsideOfPackage("dev.isochrone.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"))
        .brokenBy(method("zone", "void f() { System.out.println(); }"))
        .brokenBy(method("local", "void f() { System.err.println(); }"))
        .keptBy(method("cli", "void f() { System.out.println(); }"));
  }

  private static ArchRule noneReachesFor(String what, Predicate<JavaAccess<?>> forbidden) {
    return noClasses()
        .should()
        .accessTargetWhere(
            DescribedPredicate.<JavaAccess<?>>describe(
                what,
                access ->
                    forbidden.test(access)
                        && !DOORS.contains(
                            access.getOriginOwner().getFullName() + " -> " + member(access))));
  }

  private static String member(JavaAccess<?> access) {
    return owner(access).getFullName() + "." + access.getName();
  }

  private static JavaClass owner(JavaAccess<?> access) {
    return access.getTargetOwner();
  }

  private static List<JavaClass> parameters(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        ? target.getRawParameterTypes()
        : List.of();
  }

  private static String method(String packageName, String body) {
    return "package dev.isochrone." + packageName + "; class Planted { " + body + " }";
  }
}

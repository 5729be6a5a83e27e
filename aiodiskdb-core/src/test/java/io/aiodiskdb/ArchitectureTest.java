package io.aiodiskdb;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;

@AnalyzeClasses(packages = "io.aiodiskdb", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String INTERNAL = "io.aiodiskdb.internal..";

    private static final String[] EXPORTED = {
        "io.aiodiskdb", "io.aiodiskdb.model", "io.aiodiskdb.event", "io.aiodiskdb.error"
    };

    @ArchTest
    static final ArchRule PACKAGES_DEPEND_IN_ONE_DIRECTION = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("api")
            .definedBy("io.aiodiskdb")
            .layer("engine")
            .definedBy("io.aiodiskdb.internal.engine")
            .layer("segment")
            .definedBy("io.aiodiskdb.internal.segment")
            .layer("buffer")
            .definedBy("io.aiodiskdb.internal.buffer")
            .layer("format")
            .definedBy("io.aiodiskdb.internal.format")
            .layer("io")
            .definedBy("io.aiodiskdb.internal.io")
            .layer("event")
            .definedBy("io.aiodiskdb.event")
            .layer("error")
            .definedBy("io.aiodiskdb.error")
            .layer("model")
            .definedBy("io.aiodiskdb.model")
            .whereLayer("api")
            .mayOnlyAccessLayers("engine", "event", "error", "model")
            .whereLayer("engine")
            .mayOnlyAccessLayers("segment", "buffer", "format", "io", "event", "error", "model")
            .whereLayer("segment")
            .mayOnlyAccessLayers("format", "io", "event", "error", "model")
            .whereLayer("buffer")
            .mayOnlyAccessLayers("format", "io", "event", "error", "model")
            .whereLayer("format")
            .mayOnlyAccessLayers("event", "error", "model")
            .whereLayer("io")
            .mayOnlyAccessLayers("event", "error", "model")
            .whereLayer("event")
            .mayOnlyAccessLayers("error", "model")
            .whereLayer("error")
            .mayOnlyAccessLayers("model")
            .whereLayer("model")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule EVERY_PACKAGE_HAS_ITS_PLACE = classes()
            .should()
            .resideInAnyPackage(
                    "io.aiodiskdb",
                    "io.aiodiskdb.model",
                    "io.aiodiskdb.event",
                    "io.aiodiskdb.error",
                    "io.aiodiskdb.internal.engine",
                    "io.aiodiskdb.internal.segment",
                    "io.aiodiskdb.internal.buffer",
                    "io.aiodiskdb.internal.format",
                    "io.aiodiskdb.internal.io");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.aiodiskdb.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_THE_SEAM_TOUCHES_FILES = noClasses()
            .that()
            .resideOutsideOfPackage("io.aiodiskdb.internal.io")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    java.io.File.class,
                    java.io.FileInputStream.class,
                    java.io.FileOutputStream.class,
                    java.io.RandomAccessFile.class,
                    FileChannel.class,
                    java.nio.channels.AsynchronousFileChannel.class);

    @ArchTest
    static final ArchRule ONLY_THE_PLATFORM_ASKS_FOR_PATHS = noClasses()
            .that()
            .resideOutsideOfPackage("io.aiodiskdb.internal.io")
            .and()
            .doNotHaveFullyQualifiedName("io.aiodiskdb.internal.engine.NioPlatform")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(java.nio.file.Files.class);

    /** Reads out of a mapping need care that only one class takes, and nothing is ever written to one. */
    @ArchTest
    static final ArchRule ONLY_ONE_CLASS_MAPS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.aiodiskdb.internal.io.CleanerMapper")
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "map a file",
                    call -> call.getTarget().getOwner().isAssignableTo(FileChannel.class)
                            && call.getTarget().getName().equals("map")));

    @ArchTest
    static final ArchRule NO_MAPPING_IS_WRITTEN_TO = noClasses()
            .should()
            .accessField(FileChannel.MapMode.class, "READ_WRITE")
            .orShould()
            .accessField(FileChannel.MapMode.class, "PRIVATE");

    @ArchTest
    static final ArchRule TIME_COMES_FROM_OUTSIDE = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.aiodiskdb.internal.engine.NioPlatform")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule NO_HELPERS_BY_NAME = noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager)");

    @ArchTest
    static final ArchRule INTERNALS_ARE_NOT_EXPOSED = methods()
            .that()
            .areDeclaredInClassesThat(DescribedPredicate.describe(
                    "are exported and public",
                    type -> type.getModifiers().contains(JavaModifier.PUBLIC)
                            && java.util.List.of(EXPORTED).contains(type.getPackageName())))
            .and()
            .arePublic()
            .should(exposeNoInternalType());

    private static ArchCondition<JavaMethod> exposeNoInternalType() {
        return new ArchCondition<>("expose no internal type") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                for (JavaClass type : method.getAllInvolvedRawTypes()) {
                    if (type.getPackageName().startsWith("io.aiodiskdb.internal")) {
                        events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " exposes " + type.getName()));
                    }
                }
            }
        };
    }

    @ArchTest
    static final ArchRule EXPORTED_TYPES_HAVE_NO_INTERNAL_PARENT = noClasses()
            .that()
            .resideInAnyPackage(EXPORTED)
            .and()
            .arePublic()
            .should()
            .beAssignableTo(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(INTERNAL));

    @ArchTest
    static final ArchRule NO_FIELD_IS_PUBLIC_AND_MUTABLE =
            fields().that().arePublic().should().beFinal().allowEmptyShould(true);

    @ArchTest
    static final ArchRule ERRORS_ARE_OURS = classes()
            .that()
            .resideInAPackage("io.aiodiskdb.error")
            .and()
            .areAssignableTo(Throwable.class)
            .should()
            .beAssignableTo(io.aiodiskdb.error.AioDiskDbException.class);

    @ArchTest
    static final ArchRule NOTHING_RUNS_ON_THE_COMMON_POOL = noClasses()
            .should()
            .callMethod(CompletableFuture.class, "supplyAsync", java.util.function.Supplier.class)
            .orShould()
            .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
            .orShould()
            .callMethod(java.util.concurrent.ForkJoinPool.class, "commonPool");
}

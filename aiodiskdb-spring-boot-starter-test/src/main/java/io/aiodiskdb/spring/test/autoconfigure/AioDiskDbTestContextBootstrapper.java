package io.aiodiskdb.spring.test.autoconfigure;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Makes the context of an {@link AioDiskDbTest}. */
final class AioDiskDbTestContextBootstrapper extends TestSliceTestContextBootstrapper<AioDiskDbTest> {}

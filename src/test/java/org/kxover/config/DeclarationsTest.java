package org.kxover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each setting is declared once, belongs to a section, has a description, and is used. */
class DeclarationsTest {
  /** The classes of the daemon, without the libraries. */
  private static final JavaClasses DAEMON =
      ArchConfiguration.withThreadLocalScope(
          configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return new ClassFileImporter()
                .importUrl(Settings.class.getProtectionDomain().getCodeSource().getLocation());
          });

  /** The constants that hold a setting. */
  private static List<JavaField> constants() {
    return DAEMON.stream()
        .flatMap(one -> one.getFields().stream())
        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
        .filter(field -> field.getRawType().isEquivalentTo(Setting.class))
        .toList();
  }

  private static List<Setting<?, ?>> settings() {
    List<Setting<?, ?>> all = new ArrayList<>();
    Settings.sections().forEach(section -> all.addAll(section.settings()));
    return all;
  }

  @Test
  void theExampleMatchesTheDeclarations() throws Exception {
    assertEquals(
        ExampleConfiguration.text(),
        Files.readString(ExampleConfiguration.FILE),
        "run \"make example\" to write it again");
  }

  @Test
  void eachConstantHasTheNameOfItsSetting() throws Exception {
    Set<Setting<?, ?>> held = new HashSet<>();
    for (JavaField constant : constants()) {
      Setting<?, ?> setting = (Setting<?, ?>) constant.reflect().get(null);
      assertEquals(setting.name().toUpperCase(Locale.ROOT), constant.getName());
      held.add(setting);
    }
    assertEquals(settings().size(), constants().size());
    assertEquals(new HashSet<>(settings()), held);
  }

  @Test
  void eachSettingIsUsed() {
    for (JavaField constant : constants()) {
      assertTrue(
          constant.getAccessesToSelf().stream()
              .anyMatch(access -> !access.getOriginOwner().equals(constant.getOwner())),
          constant.getFullName() + " is used nowhere");
    }
  }

  @Test
  void eachSettingIsDescribed() {
    for (Section<?> section : Settings.sections()) {
      assertDescribed(section.title(), section.text());
      section.settings().forEach(setting -> assertDescribed(setting.name(), setting.text()));
    }
  }

  private static void assertDescribed(String name, String text) {
    assertTrue(text.length() > 10, name + " has no text");
    text.lines().forEach(line -> assertTrue(line.length() <= 90, name + ": " + line));
  }

  @Test
  void namesAreUniqueInTheirSection() {
    for (Section<?> section : Settings.sections()) {
      List<String> names = section.settings().stream().map(Setting::name).toList();
      assertEquals(new HashSet<>(names).size(), names.size(), section.title());
      names.forEach(name -> assertTrue(name.matches("[a-z0-9_]+"), name));
    }
  }
}

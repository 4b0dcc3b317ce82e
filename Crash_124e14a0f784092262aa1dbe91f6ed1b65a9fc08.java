import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

public class Crash_124e14a0f784092262aa1dbe91f6ed1b65a9fc08 {
    static final String base64Bytes = String.join("", "FhP6BQ==");

    public static void main(String[] args) throws Throwable {
        Crash_124e14a0f784092262aa1dbe91f6ed1b65a9fc08.class.getClassLoader().setDefaultAssertionStatus(true);
        try {
            Method fuzzerInitialize = org.kxover.tls.StartTlsFuzz.class.getMethod("fuzzerInitialize");
            fuzzerInitialize.invoke(null);
        } catch (NoSuchMethodException ignored) {
            try {
                Method fuzzerInitialize = org.kxover.tls.StartTlsFuzz.class.getMethod("fuzzerInitialize", String[].class);
                fuzzerInitialize.invoke(null, (Object) args);
            } catch (NoSuchMethodException ignored1) {
            } catch (IllegalAccessException | InvocationTargetException e) {
                e.printStackTrace();
                System.exit(1);
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            e.printStackTrace();
            System.exit(1);
        }
        byte[] input = java.util.Base64.getDecoder().decode(base64Bytes);
        org.kxover.tls.StartTlsFuzz.fuzzerTestOneInput(input);
    }
}
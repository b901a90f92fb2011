/// The script that stops pictures which move, and lets them go on.
///
/// Without it, and where the browser asks for little motion, the style sheet shows the still one.
enum MotionScript {
    static let text: StaticString = """
        "use strict";
        document.querySelectorAll(".moving").forEach(view => {
          const button = view.querySelector("button");
          let moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
          const show = () => {
            view.classList.toggle("playing", moves);
            view.classList.toggle("paused", !moves);
            button.textContent = moves ? "Pause" : "Play";
          };
          button.addEventListener("click", () => { moves = !moves; show(); });
          button.hidden = false;
          show();
        });
        """
}

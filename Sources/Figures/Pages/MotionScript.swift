/// The script that pauses and resumes animations.
///
/// Without it, and if the browser prefers reduced motion, the style sheet shows the still picture.
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

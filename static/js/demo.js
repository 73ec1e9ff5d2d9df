// Demonstration mode's sign-in page: a click on an account fills the form.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill-login]");
  if (!button) return;
  const form = document.querySelector("form[action*='login']");
  form.querySelector("[name=login]").value = button.dataset.fillLogin;
  form.querySelector("[name=password]").value = button.dataset.fillPassword;
  form.querySelector("button[type=submit]").focus();
});
